/** Maximum number of bytes of a request line and its headers, by default. */
const MAX_HEAD = 8192;

/** The empty line after the headers, with what may have come of it before. */
const HEAD_END = /\r?\n\r?\n/;
const END_LENGTH = 4;

/** A request without its body. */
export interface HttpRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** What follows the `?`. */
  readonly query: string;
  /** The lines of the headers, as they came. */
  readonly lines: readonly string[];
  /** The bytes of the body that came with the head. */
  readonly rest: Uint8Array;
}

const decoder = new TextDecoder("latin1");

/**
 * Reads the head of a request; `undefined` if the connection ended, or what came is not HTTP. A body
 * is left unread, but for what has come with the head.
 */
export async function readRequest(
  conn: Pick<Deno.Conn, "read">,
  maxHead: number = MAX_HEAD,
): Promise<HttpRequest | undefined> {
  const buffer = new Uint8Array(maxHead);
  let length = 0;
  while (length < maxHead) {
    const count = await conn.read(buffer.subarray(length));
    if (count === null) return undefined;
    const from = Math.max(0, length - END_LENGTH);
    length += count;
    // Only what is new: the head may come byte by byte.
    const end = HEAD_END.exec(decoder.decode(buffer.subarray(from, length)));
    if (end === null) continue;
    const head = decoder.decode(buffer.subarray(0, from + end.index));
    return parseHead(head, buffer.subarray(from + end.index + end[0].length, length));
  }
  return undefined;
}

/** The headers of a request; `undefined` if one is invalid. */
export function headersOf({ lines }: HttpRequest): Headers | undefined {
  const headers = new Headers();
  try {
    for (const line of lines) {
      const [, name = "", value = ""] = /^([^:\s]+):[ \t]*(.*)$/.exec(line) ?? [];
      headers.append(name, value);
    }
    return headers;
  } catch {
    return undefined;
  }
}

/** Why the body of a request cannot be read, as the status of the response. */
export type BodyProblem = 400 | 411 | 413;

/**
 * Reads the body of a request. Returns 413 if it is longer than `max` bytes, 411 if its length is not
 * known, and 400 if the length is invalid or the body ends early.
 */
export async function readBody(
  conn: Pick<Deno.Conn, "read">,
  { rest, headers, max }: { rest: Uint8Array; headers: Headers; max: number },
): Promise<Uint8Array<ArrayBuffer> | BodyProblem> {
  const text = headers.get("content-length");
  if (text === null || headers.has("transfer-encoding")) return 411;
  if (!/^\d+$/.test(text)) return 400;
  const length = Number(text);
  if (length > max) return 413;
  if (rest.length > length) return 400;
  const body = new Uint8Array(length);
  body.set(rest);
  for (let at = rest.length; at < length;) {
    const count = await conn.read(body.subarray(at));
    if (count === null) return 400;
    at += count;
  }
  return body;
}

function parseHead(head: string, rest: Uint8Array): HttpRequest | undefined {
  const [first = "", ...lines] = head.split(/\r?\n/);
  const [, method, path, query = ""] =
    /^([A-Z]+) ([^ ?\r\n]+)(?:\?([^ \r\n]*))? HTTP\/1\.[01]$/.exec(first) ?? [];
  if (method === undefined || path === undefined) return undefined;
  return { method, path, query, lines, rest };
}
