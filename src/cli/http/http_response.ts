import { joinBytes } from "../../protocol/join_bytes.ts";
import { writeAll } from "../../transport/ends_duplex.ts";
import { within } from "../../transport/within.ts";

/** How long a client may take to read a part of a response, in milliseconds. */
const MAX_STALL = 30_000;

/** How much of a body is written at once, in bytes. */
const PART = 64 * 1024;

/** How much of what follows a request is read and discarded, in bytes, and for how long, in milliseconds. */
const MAX_REST = 1024 * 1024;
const REST_TIMEOUT = 2000;

const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  201: "Created",
  308: "Permanent Redirect",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  411: "Length Required",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  421: "Misdirected Request",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

const encoder = new TextEncoder();

/** A connection to answer on. */
export type ClientConn = Pick<Deno.TcpConn, "read" | "write" | "closeWrite">;

/**
 * Sends a response, after which the connection ends. Server-sent events are sent until they end, or
 * the client disconnects or stops reading.
 */
export async function sendResponse(
  conn: ClientConn,
  { response, method, maxStall = MAX_STALL }: {
    response: Response;
    method: string;
    /** How long the client may take to read a part, in milliseconds. */
    maxStall?: number;
  },
): Promise<void> {
  const write = (bytes: Uint8Array) => writeParts(conn, { bytes, maxStall });
  const isStream = response.headers.get("content-type") === "text/event-stream";
  if (isStream && method === "HEAD") await response.body?.cancel();
  else if (isStream && response.body !== null) {
    return await sendStream(conn, { head: headOf(response), body: response.body, write });
  }
  const body = isStream ? undefined : new Uint8Array(await response.arrayBuffer());
  const head = headOf(response, body?.length);
  await write(method === "HEAD" || body === undefined ? head : joinBytes([head, body]));
  await conn.closeWrite();
  await within(discardRest(conn), REST_TIMEOUT);
}

/** Closing what has unread bytes resets it, and the response could get lost. */
async function discardRest(conn: ClientConn): Promise<void> {
  const buffer = new Uint8Array(PART);
  try {
    for (let rest = MAX_REST; rest > 0;) {
      const count = await conn.read(buffer);
      if (count === null) return;
      rest -= count;
    }
  } catch {
    // It was reset, or closed after the timeout.
  }
}

async function sendStream(
  conn: ClientConn,
  { head, body, write }: {
    head: Uint8Array;
    body: ReadableStream<Uint8Array>;
    write: (bytes: Uint8Array) => Promise<void>;
  },
): Promise<void> {
  const reader = body.getReader();
  // A connection has one request, so only its end can follow.
  conn.read(new Uint8Array(1)).catch(() => {}).then(() => reader.cancel());
  try {
    await write(head);
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      await write(part.value);
    }
  } finally {
    await reader.cancel();
  }
}

/** Writes bytes, part by part: each must be read within a time. */
async function writeParts(
  conn: ClientConn,
  { bytes, maxStall }: { bytes: Uint8Array; maxStall: number },
): Promise<void> {
  for (let at = 0; at < bytes.length; at += PART) {
    const written = writeAll(conn, bytes.subarray(at, at + PART));
    // If it takes too long, the end of the connection rejects it.
    written.catch(() => {});
    const done = await within(written.then(() => true), maxStall);
    if (done === undefined) throw new Error("The client does not read");
  }
}

function headOf({ status, headers }: Response, length?: number): Uint8Array {
  const lines = Array.from(headers, ([name, value]) => `${name}: ${value}`);
  if (length !== undefined) lines.push(`content-length: ${length}`);
  const first = `HTTP/1.1 ${status} ${REASONS[status] ?? ""}`;
  return encoder.encode([first, ...lines, "connection: close", "", ""].join("\r\n"));
}
