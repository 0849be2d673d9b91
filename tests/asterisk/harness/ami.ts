/**
 * A small client of Asterisk's manager interface (AMI).
 *
 * @module
 */

/** A response or an event. A field that came several times holds its values joined by newlines. */
export type AmiMessage = ReadonlyMap<string, string>;

/** Fields of an action; a list sends the field once for each value. */
export type AmiFields = Readonly<Record<string, string | readonly string[]>>;

/** Where {@linkcode Ami.connect} connects to, and as whom. */
export interface AmiOptions {
  /** TCP port on 127.0.0.1. */
  port: number;
  /** The user's name in `manager.conf`. */
  username: string;
  /** The user's password. */
  secret: string;
}

type Listener = { event(event: AmiMessage): void; close(): void };

const LOGIN_TIMEOUT_MS = 10_000;

/** A message is far smaller than this, the longest output of a CLI command too. */
const MAX_MESSAGE_LENGTH = 16 * 1024 * 1024;

/** Asterisk's buffer holds 1024 bytes with the line break; a longer line breaks the dialogue. */
const MAX_LINE_SIZE = 1015;

/** Asterisk answered an action with an error. */
export class AmiActionError extends Error {
  override readonly name = "AmiActionError";
  /** The whole answer. */
  readonly response: AmiMessage;

  constructor(action: string, response: AmiMessage) {
    super(`Cannot do the action ${action}: Asterisk says "${response.get("Message") ?? ""}"`);
    this.response = response;
  }
}

/** A connection to the manager interface, logged in. */
export class Ami implements AsyncDisposable {
  readonly #conn: Deno.Conn;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #encoder = new TextEncoder();
  readonly #actions = new Map<string, PromiseWithResolvers<AmiMessage>>();
  readonly #listeners = new Set<Listener>();
  readonly #reading: Promise<void>;
  #lastId = 0;
  #closed = false;

  private constructor(conn: Deno.Conn) {
    this.#conn = conn;
    this.#writer = conn.writable.getWriter();
    this.#reading = this.#read();
  }

  /**
   * Connects, logs in, and waits until Asterisk has booted.
   *
   * @throws {AmiActionError} The name or the password is wrong.
   * @throws {Error} Nobody answered within ten seconds.
   */
  static async connect(options: AmiOptions): Promise<Ami> {
    const { port, username, secret } = options;
    const ami = new Ami(await Deno.connect({ hostname: "127.0.0.1", port }));
    // Another program may have that port, and say nothing.
    const timer = setTimeout(() => ami.#close(), LOGIN_TIMEOUT_MS);
    try {
      const booted = ami.waitFor((event) => event.get("Event") === "FullyBooted");
      booted.catch(() => {});
      await ami.action("Login", { Username: username, Secret: secret });
      await booted;
      return ami;
    } catch (error) {
      await ami[Symbol.asyncDispose]();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Sends an action and waits for its response.
   *
   * @throws {AmiActionError} The response is an error.
   */
  async action(name: string, fields: AmiFields = {}): Promise<AmiMessage> {
    if (this.#closed) throw closedError(`do the action ${name}`);
    const id = `${++this.#lastId}`;
    const lines = Object.entries({ Action: name, ActionID: id, ...fields })
      .flatMap(([key, value]) => [value].flat().map((one) => `${key}: ${one}`));
    for (const line of lines) this.#checkLine(name, line);
    const answer = Promise.withResolvers<AmiMessage>();
    this.#actions.set(fields["ActionID"]?.toString() ?? id, answer);
    const [response] = await Promise.all([
      answer.promise,
      this.#writer.write(this.#encoder.encode(lines.join("\r\n") + "\r\n\r\n")),
    ]);
    if (response.get("Response") === "Error") throw new AmiActionError(name, response);
    return response;
  }

  /**
   * The events from now on, for `for await`. At most `capacity` wait to be read; with one more the
   * stream fails, so that a test does not go on with a gap.
   */
  events({ capacity = 10_000 }: { capacity?: number } = {}): ReadableStream<AmiMessage> {
    let listener: Listener;
    return new ReadableStream<AmiMessage>({
      start: (controller) => {
        listener = {
          event: (event) => {
            if ((controller.desiredSize ?? 0) > 0) return controller.enqueue(event);
            this.#listeners.delete(listener);
            controller.error(new Error(`Cannot keep more than ${capacity} unread AMI events`));
          },
          close: () => controller.close(),
        };
        if (this.#closed) controller.close();
        else this.#listeners.add(listener);
      },
      cancel: () => {
        this.#listeners.delete(listener);
      },
    }, new CountQueuingStrategy({ highWaterMark: capacity }));
  }

  /** The events from now on. */
  [Symbol.asyncIterator](): AsyncIterator<AmiMessage> {
    return this.events()[Symbol.asyncIterator]();
  }

  /**
   * The first event from now on for which `predicate` is true. Call it before the action that
   * causes the event.
   */
  waitFor(
    predicate: (event: AmiMessage) => boolean,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<AmiMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<AmiMessage>();
    if (this.#closed) reject(closedError("wait for an event"));
    if (signal?.aborted) reject(signal.reason);
    const listener: Listener = {
      event(event) {
        try {
          if (predicate(event)) resolve(event);
        } catch (error) {
          reject(error);
        }
      },
      close: () => reject(closedError("wait for an event")),
    };
    const abort = () => reject(signal?.reason);
    this.#listeners.add(listener);
    signal?.addEventListener("abort", abort);
    return promise.finally(() => {
      this.#listeners.delete(listener);
      signal?.removeEventListener("abort", abort);
    });
  }

  /**
   * Calls `event` for each event from now on, and `close` once when the connection ends. Neither
   * may throw.
   */
  listen(listener: { event(event: AmiMessage): void; close(): void }): void {
    if (this.#closed) listener.close();
    else this.#listeners.add(listener);
  }

  /** Closes the connection; pending waits reject. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#close();
    await this.#reading;
  }

  #checkLine(action: string, line: string): void {
    if (/[\r\n\0]/.test(line)) {
      throw new TypeError(
        `Cannot do the action ${action}: ${JSON.stringify(line)} holds a line break or NUL`,
      );
    }
    const size = this.#encoder.encode(line).length;
    if (size > MAX_LINE_SIZE) {
      throw new RangeError(
        `Cannot do the action ${action}: ${
          JSON.stringify(line.slice(0, 40))
        }… has ${size} bytes, ` +
          `Asterisk takes ${MAX_LINE_SIZE}`,
      );
    }
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    let text = "";
    try {
      for await (const chunk of this.#conn.readable) {
        const searchFrom = Math.max(0, text.length - 3);
        text += decoder.decode(chunk, { stream: true });
        text = this.#dispatch(text, searchFrom);
        if (text.length > MAX_MESSAGE_LENGTH) break;
      }
    } catch {
      // Whatever broke the connection, those who wait hear that it is closed.
    }
    this.#close();
  }

  /** Handles the whole messages in `text` and returns the rest. */
  #dispatch(text: string, searchFrom: number): string {
    let start = 0;
    let end = text.indexOf("\r\n\r\n", searchFrom);
    while (end !== -1) {
      this.#handle(parseMessage(text.slice(start, end)));
      start = end + 4;
      end = text.indexOf("\r\n\r\n", start);
    }
    return text.slice(start);
  }

  #handle(message: AmiMessage): void {
    if (message.has("Event")) {
      for (const listener of [...this.#listeners]) listener.event(message);
      return;
    }
    const id = message.get("ActionID") ?? "";
    this.#actions.get(id)?.resolve(message);
    this.#actions.delete(id);
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    try {
      this.#conn.close();
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
    this.#writer.closed.catch(() => {});
    for (const action of this.#actions.values()) action.reject(closedError("finish the action"));
    for (const listener of this.#listeners) listener.close();
    this.#actions.clear();
    this.#listeners.clear();
  }
}

/** Lines end with CR LF only: a single LF belongs to a value. */
function parseMessage(text: string): AmiMessage {
  const message = new Map<string, string>();
  for (const line of text.split("\r\n")) {
    const colon = line.indexOf(":");
    // The greeting has no colon, and no empty line after it.
    if (colon === -1) continue;
    const key = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, "");
    const earlier = message.get(key);
    message.set(key, earlier === undefined ? value : `${earlier}\n${value}`);
  }
  return message;
}

function closedError(what: string): Error {
  return new Error(`Cannot ${what}: the connection to Asterisk's manager interface is closed`);
}
