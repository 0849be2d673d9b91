/**
 * A FastAGI responder that knows next to nothing: the tests of the harness use it, so that they
 * fail for the harness alone and not for the library.
 *
 * @module
 */

/** One connection of Asterisk, past the environment. */
export interface RawSession {
  /** The `agi_*` lines. */
  readonly environment: ReadonlyMap<string, string>;
  /** Sends a line and returns the next line that comes. */
  command(line: string): Promise<string>;
  /** The next line, or `null` at the end of the stream. */
  readLine(): Promise<string | null>;
}

/** A listener on a free port of 127.0.0.1. */
export class RawFastAgi implements AsyncDisposable {
  readonly #listener: Deno.TcpListener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #handler: (session: RawSession) => Promise<void>;
  readonly #serving: Promise<void>;
  readonly #sessions = new Set<Promise<void>>();
  #error: unknown = null;

  /** Serves each connection by `handler`, and closes it when that is done. */
  constructor(handler: (session: RawSession) => Promise<void>) {
    this.#handler = handler;
    this.#serving = this.#serve();
  }

  /** What `AGI()` needs to reach this responder. */
  get url(): string {
    return `agi://127.0.0.1:${this.#listener.addr.port}`;
  }

  /** Stops listening and waits for the running sessions. Throws the first error of a handler. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#serving;
    await Promise.all(this.#sessions);
    if (this.#error !== null) throw this.#error;
  }

  async #serve(): Promise<void> {
    for await (const conn of this.#listener) {
      const session = this.#run(conn).catch((error: unknown) => {
        this.#error ??= error;
      });
      this.#sessions.add(session);
      session.then(() => this.#sessions.delete(session));
    }
  }

  async #run(conn: Deno.Conn): Promise<void> {
    using _conn = conn;
    const lines = readLines(conn);
    const readLine = async () => (await lines.next()).value ?? null;
    const environment = await readEnvironment(readLine);
    await this.#handler({
      environment,
      readLine,
      async command(line) {
        await conn.write(new TextEncoder().encode(line + "\n"));
        return await readLine() ?? "";
      },
    });
    // Asterisk still wants to write a HANGUP: end our side first, and close after Asterisk has.
    await conn.closeWrite();
    await Array.fromAsync(lines);
  }
}

async function readEnvironment(
  readLine: () => Promise<string | null>,
): Promise<Map<string, string>> {
  const environment = new Map<string, string>();
  let line = await readLine();
  while (line !== null && line !== "") {
    const colon = line.indexOf(": ");
    environment.set(line.slice(0, colon), line.slice(colon + 2));
    line = await readLine();
  }
  return environment;
}

async function* readLines(conn: Deno.Conn): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(4096);
  let text = "";
  while (true) {
    let end = text.indexOf("\n");
    while (end !== -1) {
      yield text.slice(0, end);
      text = text.slice(end + 1);
      end = text.indexOf("\n");
    }
    const count = await conn.read(buffer);
    if (count === null) return;
    text += decoder.decode(buffer.subarray(0, count), { stream: true });
  }
}
