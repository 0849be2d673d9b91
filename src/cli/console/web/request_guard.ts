/** Bytes of a token: it cannot be guessed. */
const TOKEN_BYTES = 24;

/** Why a request is refused, and with which status. */
export interface Refusal {
  readonly status: 403 | 421;
  readonly message: string;
}

/** A request that is admitted. */
export interface Admitted {
  /** The path after the token, without the first `/`. */
  readonly path: string;
}

/** Makes a random token. */
export function makeToken(): string {
  return crypto.getRandomValues(new Uint8Array(TOKEN_BYTES)).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
}

/** What is checked of a request. */
export interface GuardedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
}

/** Options of {@linkcode RequestGuard}. */
export interface RequestGuardOptions {
  /** The address that the server was given. */
  hostname: string;
  /** The origin of the page behind a tunnel or a proxy. */
  origin?: string | undefined;
}

const REFUSED = "Requests from other sites are refused";
const BEHIND = "behind a tunnel or a proxy, start tipring with --console-origin and its address";

/**
 * Admits only requests that have the token as the first part of their path, are for a name of this
 * server (a page elsewhere can point a name of its own at this address), and do not come from
 * another site.
 */
export class RequestGuard {
  #token: string;
  #origin: string | undefined;
  #hosts: (host: string) => boolean;

  /** Admits requests with this token. */
  constructor(token: string, { hostname, origin }: RequestGuardOptions) {
    this.#token = token;
    this.#origin = origin;
    this.#hosts = hostsOf(hostname, origin);
  }

  /** Checks a request. */
  check({ method, path: pathname, headers }: GuardedRequest): Admitted | Refusal {
    const host = headers.get("host") ?? "";
    if (!this.#hosts(host)) {
      const message = `Unknown host: use the address that tipring printed; ${BEHIND}`;
      return { status: 421, message };
    }
    const origin = headers.get("origin");
    if (origin !== null && origin !== this.#origin && origin !== this.#ownOrigin(host)) {
      return { status: 403, message: `${REFUSED}; ${BEHIND}` };
    }
    const site = headers.get("sec-fetch-site");
    // A link from elsewhere may open the page, but not in a frame; it has the token in its address.
    const opens = method === "GET" && headers.get("sec-fetch-mode") === "navigate" &&
      headers.get("sec-fetch-dest") === "document";
    if (site !== null && site !== "same-origin" && site !== "none" && !opens) {
      return { status: 403, message: REFUSED };
    }
    const [, token = "", path = ""] = /^\/([^/]*)\/?(.*)$/s.exec(pathname) ?? [];
    if (!isSame(token, this.#token)) {
      return { status: 403, message: "Wrong token: use the address that tipring printed" };
    }
    return { path };
  }

  /** The origin of a page that came from this server by this name, without a proxy. */
  #ownOrigin(host: string): string | undefined {
    const isProxy = this.#origin !== undefined && new URL(this.#origin).host === host;
    return isProxy ? undefined : `http://${host}`;
  }
}

/** Compares in a time that does not depend on where the texts differ. */
function isSame(one: string, other: string): boolean {
  // A static import of a module of Node would slow down the start of each script.
  const { timingSafeEqual } = process.getBuiltinModule("node:crypto");
  const encoder = new TextEncoder();
  const [left, right] = [encoder.encode(one), encoder.encode(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * The values of `Host` that are right: no page elsewhere can have them for its own. The port may be
 * that of a tunnel.
 */
function hostsOf(hostname: string, origin: string | undefined): (host: string) => boolean {
  const names = new Set(["localhost", "127.0.0.1", "[::1]", bracketed(hostname).toLowerCase()]);
  if (origin !== undefined) names.add(new URL(origin).hostname);
  // Any address reaches a server on all addresses; a name could belong to another site.
  const any = hostname === "0.0.0.0" || hostname === "::";
  return (host) => {
    const name = host.toLowerCase().replace(/:\d{1,5}$/, "");
    return names.has(name) || (any && /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]+\])$/.test(name));
  };
}

function bracketed(hostname: string): string {
  return hostname.includes(":") ? `[${hostname}]` : hostname;
}
