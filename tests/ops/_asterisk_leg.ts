/**
 * Asterisk's side of one call. What it says are the words of `tests/testdata/wire/`.
 *
 * @module
 */
import type { Counts } from "./_counts.ts";

/** Longer than any command of the handler. */
const LINE_BYTES = 1024;

/** How a call ended. */
export interface LegEnd {
  readonly kind: keyof Counts;
  readonly uniqueId: string;
  /** From the connect to the end, in milliseconds. */
  readonly duration: number;
  /** What went wrong, if something did. */
  readonly why?: string;
}

/** What call is made. */
export interface LegOptions {
  readonly address: { readonly hostname: string; readonly port: number };
  readonly uniqueId: string;
  /** The arguments behind the address in the dialplan. */
  readonly args: readonly string[];
  /** Whether the caller hangs up while the handler waits for a digit. */
  readonly hangUp: boolean;
  /** When the call is given up, in milliseconds. */
  readonly limit: number;
  /** Told when a command comes, how many milliseconds after the last reply, or the connect. */
  readonly onCommand: (time: number) => void;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** One call, from the connect to the end. */
export class AsteriskLeg {
  #options: LegOptions;
  #hungUp = false;
  #goodbye = false;
  #commands = 0;
  #tooLong = false;
  #holding: (() => void) | undefined;

  constructor(options: LegOptions) {
    this.#options = options;
  }

  /** Makes the call; never rejects. */
  async run(): Promise<LegEnd> {
    const { uniqueId } = this.#options;
    const begun = performance.now();
    const end = await this.#connectAndTalk(begun);
    return { uniqueId, duration: performance.now() - begun, ...end };
  }

  async #connectAndTalk(begun: number): Promise<Pick<LegEnd, "kind" | "why">> {
    let conn: Deno.TcpConn;
    try {
      conn = await Deno.connect(this.#options.address);
    } catch (error) {
      return { kind: "refused", why: `${error}` };
    }
    const limit = setTimeout(() => {
      this.#tooLong = true;
      this.#holding?.();
      close(conn);
    }, this.#options.limit);
    try {
      await writeAll(conn, environment(this.#options));
      const garbage = await this.#talk(conn, begun);
      if (garbage !== undefined) return { kind: "garbled", why: garbage };
      // What Asterisk says to a server that has closed its side.
      await writeAll(conn, "HANGUP\n").catch(() => {});
      if (this.#goodbye) return { kind: "completed" };
      if (this.#hungUp) return { kind: "hungUp" };
      const why = `ended by the server after ${this.#commands} commands`;
      return { kind: this.#commands === 0 ? "unanswered" : "cut", why };
    } catch (error) {
      return { kind: this.#tooLong ? "stuck" : "reset", why: `${error}` };
    } finally {
      clearTimeout(limit);
      close(conn);
    }
  }

  /** Answers every command until the server ends. Returns the command that should not have come. */
  async #talk(conn: Deno.TcpConn, begun: number): Promise<string | undefined> {
    const buffer = new Uint8Array(LINE_BYTES);
    let last = begun;
    let text = "";
    while (true) {
      const count = await conn.read(buffer);
      if (count === null) return text === "" ? undefined : text;
      text += decoder.decode(buffer.subarray(0, count));
      for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n")) {
        this.#options.onCommand(performance.now() - last);
        this.#commands++;
        const line = text.slice(0, end);
        text = text.slice(end + 1);
        const reply = await this.#replyTo(line);
        if (reply === undefined) return line;
        await writeAll(conn, `${reply}\n`);
        last = performance.now();
      }
      if (text.length > LINE_BYTES) return text;
    }
  }

  async #replyTo(line: string): Promise<string | undefined> {
    const { uniqueId, hangUp } = this.#options;
    const [, verb = "", quoted = ""] = VERBS.exec(line) ?? [];
    const rest = quoted.replaceAll('"', ""); // None of the values of this handler has one in it.
    switch (verb) {
      case "ANSWER":
        return this.#hungUp ? DEAD : "200 result=0";
      case "CHANNEL STATUS":
        return this.#hungUp ? DEAD : "200 result=6";
      case "WAIT FOR DIGIT":
        if (this.#hungUp) return DEAD;
        this.#hungUp = hangUp;
        await this.#hold(Number(rest) / (hangUp ? 2 : 1));
        return hangUp ? "200 result=-1\nHANGUP" : "200 result=0";
      case "GET FULL VARIABLE":
        return `200 result=1 (${rest})`;
      case "GET VARIABLE":
        return rest === "OPS_CALL" ? `200 result=1 (${uniqueId})` : undefined;
      case "SET VARIABLE":
        if (rest.startsWith("OPS_CALL ") && rest !== `OPS_CALL ${uniqueId}`) return undefined;
        return "200 result=1";
      case "VERBOSE":
        this.#goodbye ||= rest.includes("goodbye");
        return "200 result=1";
      default:
        return undefined;
    }
  }

  async #hold(milliseconds: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#holding = resolve;
    const timer = setTimeout(resolve, milliseconds);
    await promise;
    clearTimeout(timer);
  }
}

const DEAD = "511 Command Not Permitted on a dead channel or intercept routine";

const VERBS =
  /^(ANSWER|CHANNEL STATUS|WAIT FOR DIGIT|GET FULL VARIABLE|GET VARIABLE|SET VARIABLE|VERBOSE)(?: (.*))?$/;

function environment({ address: { hostname, port }, uniqueId, args }: LegOptions): string {
  const lines = args.map((arg, index) => `agi_arg_${index + 1}: ${arg}\n`);
  return "agi_network: yes\nagi_network_script: call\n" +
    `agi_request: agi://${hostname}:${port}/call\nagi_channel: Local/up@test-${uniqueId};2\n` +
    `agi_language: en\nagi_type: Local\nagi_uniqueid: ${uniqueId}\n` +
    "agi_version: 22.10.1+dfsg+~cs6.17.60671434-1\nagi_callerid: unknown\n" +
    "agi_calleridname: unknown\nagi_callingpres: 67\nagi_callingani2: 0\nagi_callington: 0\n" +
    "agi_callingtns: 0\nagi_dnid: unknown\nagi_rdnis: unknown\nagi_context: test\n" +
    "agi_extension: up\nagi_priority: 2\nagi_enhanced: 0.0\nagi_accountcode: \n" +
    `agi_threadid: 140113335596736\n${lines.join("")}\n`;
}

async function writeAll(conn: Deno.TcpConn, text: string): Promise<void> {
  const bytes = encoder.encode(text);
  for (let done = 0; done < bytes.length;) done += await conn.write(bytes.subarray(done));
}

function close(conn: Deno.TcpConn): void {
  try {
    conn.close();
  } catch {
    // It is closed.
  }
}
