import { AgiProtocolError } from "../errors.ts";
import { ByteBuffer, NO_BYTES } from "./byte_buffer.ts";
import type { MemoryBudget } from "./memory_budget.ts";
import { decodeText, maskDigits, quoteForMessage } from "./text.ts";

/** Limits for the environment that a peer sends. */
export interface EnvironmentLimits {
  /** Maximum size of the environment, in bytes. The default is 64 KiB. */
  maxEnvironmentBytes?: number;
  /**
   * Maximum number of lines. The default is 512; Asterisk sends about 25 lines plus at most 127
   * arguments.
   */
  maxEnvironmentLines?: number;
}

/**
 * The `agi_*` values that Asterisk sends before the first command. The object is frozen. Values are
 * parsed on access, because most handlers read only a few.
 *
 * Asterisk sends `unknown` for a missing value; the properties return `undefined` instead.
 *
 * A caller name containing a newline can inject lines. For duplicate keys, the one Asterisk wrote
 * wins: the first for keys sent up to the caller's number and name, the last for keys sent after
 * them.
 */
export class Environment {
  /** The lines, with a newline before the first and after the last. */
  #text: string;
  #args: readonly string[] | undefined;

  /** Creates an environment from its lines, with or without the empty line at the end. */
  constructor(lines: string) {
    this.#text = `\n${lines}\n`;
    Object.freeze(this);
  }

  /** Whether the call came over the network (`agi_network`), i.e. by FastAGI. */
  get network(): boolean {
    return this.get("agi_network") === "yes";
  }

  /** Path and query of the `agi://` URL, without the leading `/` (`agi_network_script`). */
  get networkScript(): string | undefined {
    return this.get("agi_network_script");
  }

  /** The first argument of `AGI()` in the dialplan: a path or a URL (`agi_request`). */
  get request(): string {
    return this.get("agi_request") ?? "";
  }

  /** The name of the channel (`agi_channel`), e.g. `PJSIP/100-00000001`. */
  get channel(): string {
    return this.get("agi_channel") ?? "";
  }

  /** The language of the channel (`agi_language`), e.g. `en`. */
  get language(): string {
    return this.get("agi_language") ?? "";
  }

  /** The channel's technology (`agi_type`), e.g. `PJSIP`. */
  get type(): string {
    return this.get("agi_type") ?? "";
  }

  /** The channel's unique ID (`agi_uniqueid`). */
  get uniqueId(): string {
    return this.get("agi_uniqueid") ?? "";
  }

  /** Asterisk's version (`agi_version`), e.g. `22.10.1`. */
  get version(): string {
    return this.get("agi_version") ?? "";
  }

  /** The caller's number (`agi_callerid`). */
  get callerId(): string | undefined {
    return this.#known("agi_callerid");
  }

  /** The caller's name (`agi_calleridname`). */
  get callerIdName(): string | undefined {
    return this.#known("agi_calleridname");
  }

  /**
   * The presentation of the caller's number (`agi_callingpres`), as a number defined by Asterisk.
   */
  get callingPres(): number | undefined {
    return this.#integer("agi_callingpres");
  }

  /** The ANI II digits, which classify the caller's line (`agi_callingani2`). */
  get callingAni2(): number | undefined {
    return this.#integer("agi_callingani2");
  }

  /** The type of the caller's number (`agi_callington`). */
  get callingTon(): number | undefined {
    return this.#integer("agi_callington");
  }

  /** The transit network selection (`agi_callingtns`). */
  get callingTns(): number | undefined {
    return this.#integer("agi_callingtns");
  }

  /** The dialed number (`agi_dnid`). */
  get dnid(): string | undefined {
    return this.#known("agi_dnid");
  }

  /** The number that redirected the call here (`agi_rdnis`). */
  get rdnis(): string | undefined {
    return this.#known("agi_rdnis");
  }

  /** The current dialplan context (`agi_context`). */
  get context(): string {
    return this.get("agi_context") ?? "";
  }

  /** The current extension (`agi_extension`). */
  get extension(): string {
    return this.get("agi_extension") ?? "";
  }

  /** The current priority (`agi_priority`). */
  get priority(): number | undefined {
    return this.#integer("agi_priority");
  }

  /** Whether Asterisk sends audio on file descriptor 3 (`agi_enhanced`), as `EAGI()` does. */
  get enhanced(): boolean {
    return Number(this.get("agi_enhanced")) === 1;
  }

  /** The account code (`agi_accountcode`); `""` if the channel has none. */
  get accountCode(): string {
    return this.get("agi_accountcode") ?? "";
  }

  /**
   * The ID of Asterisk's thread (`agi_threadid`); a string because it can exceed a safe integer.
   */
  get threadId(): string {
    return this.get("agi_threadid") ?? "";
  }

  /** The arguments of `AGI()` after the first, in order (`agi_arg_1`, `agi_arg_2`, ...). */
  get args(): readonly string[] {
    return this.#args ??= readArgs(this.#text);
  }

  /**
   * Returns the raw value of any key, including `unknown`; `undefined` if the key was not sent.
   * Proxies may add keys of their own.
   */
  get(key: string): string | undefined {
    const text = this.#text;
    const line = `\n${key}: `;
    const at = AHEAD_OF_CALLER.has(key) ? text.indexOf(line) : text.lastIndexOf(line);
    if (at >= 0) return text.slice(at + line.length, text.indexOf("\n", at + line.length));
    return text.includes(`\n${key}\n`) || text.includes(`\n${key}:\n`) ? "" : undefined;
  }

  /** Returns all keys and raw values as a new plain object. */
  toObject(): Record<string, string> {
    return Object.fromEntries(this.#fields());
  }

  #known(key: string): string | undefined {
    const value = this.get(key);
    return value === "unknown" ? undefined : value;
  }

  #integer(key: string): number | undefined {
    const value = this.get(key);
    return value !== undefined && /^-?\d{1,15}$/.test(value) ? Number(value) : undefined;
  }

  #fields(): Map<string, string> {
    return readFields(this.#text);
  }
}

/** Reads an environment from chunks of bytes, up to the empty line. */
export class EnvironmentReader {
  /** The bytes after the empty line. They belong to the conversation. */
  rest: Uint8Array = NO_BYTES;
  #bytes: ByteBuffer;
  #lines = 0;
  /** Number of bytes received of the current, unfinished line. */
  #begun = 0;
  #maxBytes: number;
  #maxLines: number;

  /** Creates a reader for one environment. The budget limits what it buffers. */
  constructor(limits?: EnvironmentLimits, budget?: MemoryBudget) {
    this.#bytes = new ByteBuffer(budget);
    this.#maxBytes = limits?.maxEnvironmentBytes ?? 64 * 1024;
    this.#maxLines = limits?.maxEnvironmentLines ?? 512;
  }

  /**
   * Reads the next bytes. Returns the environment once they include the empty line.
   *
   * @throws {AgiProtocolError} If the first line is not a `key: value` pair, or a limit is
   * exceeded.
   */
  push(chunk: Uint8Array): Environment | undefined {
    const whole = this.#readWhole(chunk);
    if (whole !== undefined) return whole;
    if (
      chunk.length > 0 && this.#lines === 0 && this.#begun === 0 && !/^[A-Za-z]$/.test(first(chunk))
    ) {
      refuseFirstLine(decodeText(chunk.subarray(0, 100)));
    }
    let at = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, at)) {
      const length = this.#begun + end - at;
      if (length === 0 && this.#lines > 0) {
        this.rest = chunk.subarray(end + 1);
        return new Environment(this.#textUpTo(chunk.subarray(0, at)));
      }
      if (this.#lines === 0) this.#checkFirstLine(chunk.subarray(0, end));
      this.#lines++;
      if (this.#lines > this.#maxLines) {
        throw new AgiProtocolError(
          `The AGI environment exceeds maxEnvironmentLines (${this.#maxLines})`,
        );
      }
      this.#begun = 0;
      at = end + 1;
    }
    this.#begun += chunk.length - at;
    this.#keep(chunk);
    return undefined;
  }

  /** Discards what was buffered: the rest of the environment will not arrive. */
  abandon(): void {
    this.#bytes.clear();
  }

  /**
   * Fast path for an environment that arrives in one chunk, which is nearly always the case: one
   * pass over the bytes, and one string. Returns `undefined` for anything else, including invalid
   * input.
   */
  #readWhole(chunk: Uint8Array): Environment | undefined {
    if (chunk.length > this.#maxBytes || this.#lines > 0 || this.#begun > 0) return undefined;
    let lines = 0;
    for (let at = 0; at < chunk.length; at++) {
      if (chunk[at] !== NEWLINE) continue;
      lines++;
      if (chunk[at + 1] !== NEWLINE) continue;
      if (lines > this.#maxLines) return undefined;
      const text = decodeText(chunk.subarray(0, at + 1));
      if (!BEGINS_WITH_FIELD.test(text)) return undefined;
      this.rest = chunk.subarray(at + 2);
      return new Environment(text);
    }
    return undefined;
  }

  /** Everything received so far. If it came in one chunk, which is usual, it is not copied. */
  #textUpTo(last: Uint8Array): string {
    if (this.#bytes.length === 0 && last.length <= this.#maxBytes) return decodeText(last);
    this.#keep(last);
    return decodeText(this.#bytes.take());
  }

  #keep(bytes: Uint8Array): void {
    if (this.#bytes.length + bytes.length > this.#maxBytes) {
      throw new AgiProtocolError(
        `The AGI environment exceeds maxEnvironmentBytes (${this.#maxBytes})`,
      );
    }
    this.#bytes.append(bytes);
  }

  /** Detects web browsers, scanners and TLS clients at once, instead of waiting for the timeout. */
  #checkFirstLine(end: Uint8Array): void {
    const line = decodeText(this.#bytes.view) + decodeText(end);
    if (!/^[A-Za-z][A-Za-z0-9_-]*:( |$)/.test(line)) refuseFirstLine(line);
    if (line.endsWith("\r")) {
      throw new AgiProtocolError("Not an AGI environment: its lines end in CRLF (must be LF)");
    }
  }
}

function first(chunk: Uint8Array): string {
  return String.fromCharCode(chunk[0] ?? NEWLINE);
}

function refuseFirstLine(line: string): never {
  throw new AgiProtocolError(
    `Not an AGI environment: ${quoteForMessage(maskDigits(line))} ` +
      '(must start like "agi_network: yes")',
  );
}

const NEWLINE = 0x0a;

const BEGINS_WITH_FIELD = /^[A-Za-z][A-Za-z0-9_-]*:[ \n]/;

/** The keys that Asterisk sends before any text that a caller can choose. */
const AHEAD_OF_CALLER: ReadonlySet<string> = new Set([
  "agi_network",
  "agi_network_script",
  "agi_request",
  "agi_channel",
  "agi_language",
  "agi_type",
  "agi_uniqueid",
  "agi_version",
  "agi_callerid",
  "agi_calleridname",
]);

function readFields(block: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of block.split("\n")) {
    if (line === "") continue;
    const colon = line.indexOf(": ");
    const key = colon < 0 ? line.replace(/:$/, "") : line.slice(0, colon);
    if (AHEAD_OF_CALLER.has(key) && fields.has(key)) continue;
    fields.set(key, colon < 0 ? "" : line.slice(colon + 2));
  }
  return fields;
}

/**
 * Asterisk sends the arguments last, after `agi_threadid`. Lines before it that look like arguments
 * come from a name, a number or an extension that contains a newline.
 */
function readArgs(text: string): readonly string[] {
  const first = text.indexOf("\nagi_arg_", Math.max(0, text.lastIndexOf("\nagi_threadid: ")));
  if (first < 0) return NO_ARGS;
  const numbered: [number, string][] = [];
  for (const [key, value] of readFields(text.slice(first))) {
    const [, number] = /^agi_arg_(\d{1,9})$/.exec(key) ?? [];
    if (number !== undefined) numbered.push([Number(number), value]);
  }
  numbered.sort(([a], [b]) => a - b);
  return Object.freeze(numbered.map(([, value]) => value));
}

const NO_ARGS: readonly string[] = Object.freeze([]);
