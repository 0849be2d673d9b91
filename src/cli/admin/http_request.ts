/** Maximum number of bytes of a request line and its headers. */
const MAX_HEAD = 8192;

/** What is asked for. */
export interface HttpRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
}

/** What is answered. */
export interface HttpAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  400: "Bad Request",
  404: "Not Found",
  405: "Method Not Allowed",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

const decoder = new TextDecoder("latin1");
const encoder = new TextEncoder();

/**
 * Reads the head of a request; `undefined` if the connection ended, or what came is not HTTP. A body
 * is left unread: no request of this interface has one.
 */
export async function readRequest(conn: Deno.Conn): Promise<HttpRequest | undefined> {
  const buffer = new Uint8Array(MAX_HEAD);
  let length = 0;
  while (length < MAX_HEAD) {
    const count = await conn.read(buffer.subarray(length));
    if (count === null) return undefined;
    length += count;
    const head = decoder.decode(buffer.subarray(0, length));
    if (!/\r?\n\r?\n/.test(head)) continue;
    const [, method, path] = /^([A-Z]+) ([^ ?\r\n]+)[^ \r\n]* HTTP\/1\.[01]\r?\n/.exec(head) ?? [];
    return method === undefined || path === undefined ? undefined : { method, path };
  }
  return undefined;
}

/** Writes an answer as it is sent; the connection ends after it. */
export function formatAnswer({ status, type, body }: HttpAnswer, method: string): Uint8Array {
  const bytes = encoder.encode(body);
  const head = [
    `HTTP/1.1 ${status} ${REASONS[status]}`,
    `content-type: ${type}`,
    `content-length: ${bytes.length}`,
    "cache-control: no-store",
    // What a caller's address holds must not become a page.
    "x-content-type-options: nosniff",
    ...(status === 405 ? ["allow: GET, HEAD"] : []),
    "connection: close",
  ];
  return encoder.encode(`${head.join("\r\n")}\r\n\r\n${method === "HEAD" ? "" : body}`);
}
