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

/**
 * Admits only requests that have the token as the first part of their path, are for a name of this
 * server (a page elsewhere can point a name of its own at this address), and do not come from
 * another site.
 */
export class RequestGuard {
  #token: string;
  #hosts: (host: string) => boolean;

  /** `hostname` is the address that the server was given. */
  constructor(token: string, hostname: string) {
    this.#token = token;
    this.#hosts = hostsOf(hostname);
  }

  /** Checks a request. */
  check(request: Request): Admitted | Refusal {
    const host = request.headers.get("host") ?? "";
    if (!this.#hosts(host)) {
      return { status: 421, message: "Unknown host: use the address that tipring printed" };
    }
    const origin = request.headers.get("origin");
    if (origin !== null && origin !== `http://${host}`) {
      return { status: 403, message: "Requests from other sites are refused" };
    }
    const site = request.headers.get("sec-fetch-site");
    // A link from elsewhere may open the page, which has the token in its address.
    const opens = site === "cross-site" && request.headers.get("sec-fetch-mode") === "navigate" &&
      request.method === "GET";
    if (site !== null && site !== "same-origin" && site !== "none" && !opens) {
      return { status: 403, message: "Requests from other sites are refused" };
    }
    // Deno makes the address of what the peer sent, which may be none.
    const { pathname } = URL.parse(request.url) ?? { pathname: "" };
    const [, token = "", path = ""] = /^\/([^/]*)\/?(.*)$/s.exec(pathname) ?? [];
    if (!isSame(token, this.#token)) {
      return { status: 403, message: "Wrong token: use the address that tipring printed" };
    }
    return { path };
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
function hostsOf(hostname: string): (host: string) => boolean {
  const names = new Set(["localhost", "127.0.0.1", "[::1]", bracketed(hostname).toLowerCase()]);
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
