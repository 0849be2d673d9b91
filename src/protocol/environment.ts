import { AgiProtocolError } from "../errors.ts";
import { ByteBuffer, NO_BYTES } from "./byte_buffer.ts";
import { decodeText, quoteForMessage } from "./text.ts";

/** How much environment is taken from a peer. */
export interface EnvironmentLimits {
  /** The most bytes of all lines together. The default is 64 KiB. */
  maxEnvironmentBytes?: number;
  /** The most lines. The default is 512; Asterisk sends about 25, and at most 127 arguments. */
  maxEnvironmentLines?: number;
}

/**
 * What Asterisk says of the call before the first command: the `agi_*` lines. It is frozen. A field
 * is looked for when it is asked for: most handlers ask for few.
 *
 * Where Asterisk has no value it says `unknown`; here that is `undefined`.
 *
 * A caller's name that holds a newline adds lines of the caller's choice. Of a key that comes
 * twice the one counts that Asterisk itself wrote, as far as that can be told: the first for all
 * that Asterisk sends ahead of the caller's number and name, the last for all behind.
 */
export class Environment {
  /** The lines, with a newline ahead of the first and behind the last. */
  #text: string;
  #args: readonly string[] | undefined;

  /** Reads an environment from its lines; the empty line at the end may be there or not. */
  constructor(lines: string) {
    this.#text = `\n${lines}\n`;
    Object.freeze(this);
  }

  /** Whether the call came over the network (`agi_network`), that is by FastAGI. */
  get network(): boolean {
    return this.get("agi_network") === "yes";
  }

  /** Path and query of the `agi://` address, without the leading `/` (`agi_network_script`). */
  get networkScript(): string | undefined {
    return this.get("agi_network_script");
  }

  /** The first argument of `AGI()` as the dialplan has it: a path or an address (`agi_request`). */
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

  /** The channel's unique id (`agi_uniqueid`). */
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

  /** The presentation of the caller's number (`agi_callingpres`), as Asterisk's number for it. */
  get callingPres(): number | undefined {
    return this.#integer("agi_callingpres");
  }

  /** The second digit pair of automatic number identification (`agi_callingani2`). */
  get callingAni2(): number | undefined {
    return this.#integer("agi_callingani2");
  }

  /** The caller's type of number (`agi_callington`). */
  get callingTon(): number | undefined {
    return this.#integer("agi_callington");
  }

  /** The transit network select (`agi_callingtns`). */
  get callingTns(): number | undefined {
    return this.#integer("agi_callingtns");
  }

  /** The number that the caller dialed (`agi_dnid`). */
  get dnid(): string | undefined {
    return this.#known("agi_dnid");
  }

  /** The number that redirected the call here (`agi_rdnis`). */
  get rdnis(): string | undefined {
    return this.#known("agi_rdnis");
  }

  /** The dialplan context that the call is in (`agi_context`). */
  get context(): string {
    return this.get("agi_context") ?? "";
  }

  /** The extension that the call is in (`agi_extension`). */
  get extension(): string {
    return this.get("agi_extension") ?? "";
  }

  /** The priority that the call is in (`agi_priority`). */
  get priority(): number | undefined {
    return this.#integer("agi_priority");
  }

  /** Whether Asterisk sends audio on descriptor 3 (`agi_enhanced`), as `EAGI()` makes it do. */
  get enhanced(): boolean {
    return Number(this.get("agi_enhanced")) === 1;
  }

  /** The account code (`agi_accountcode`); `""` where the channel has none. */
  get accountCode(): string {
    return this.get("agi_accountcode") ?? "";
  }

  /** The id of Asterisk's thread (`agi_threadid`), which may be beyond what a number can hold. */
  get threadId(): string {
    return this.get("agi_threadid") ?? "";
  }

  /** The arguments of `AGI()` behind the first, in their order (`agi_arg_1`, `agi_arg_2`, ...). */
  get args(): readonly string[] {
    return this.#args ??= readArgs(this.#fields());
  }

  /**
   * The value of any key as it came, `unknown` included; `undefined` if it did not come. Proxies
   * may add keys of their own.
   */
  get(key: string): string | undefined {
    const text = this.#text;
    const line = `\n${key}: `;
    const at = AHEAD_OF_CALLER.has(key) ? text.indexOf(line) : text.lastIndexOf(line);
    if (at >= 0) return text.slice(at + line.length, text.indexOf("\n", at + line.length));
    return text.includes(`\n${key}\n`) || text.includes(`\n${key}:\n`) ? "" : undefined;
  }

  /** A new plain object with each key and value as they came. */
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

/** Takes the bytes of an environment, up to the empty line. */
export class EnvironmentReader {
  /** What came behind the empty line; it belongs to the conversation. */
  rest: Uint8Array = NO_BYTES;
  #bytes = new ByteBuffer();
  #lines = 0;
  /** How many bytes of the line have come that has not ended yet. */
  #begun = 0;
  #maxBytes: number;
  #maxLines: number;

  /** Makes a reader of one environment. */
  constructor(limits: EnvironmentLimits = {}) {
    this.#maxBytes = limits.maxEnvironmentBytes ?? 64 * 1024;
    this.#maxLines = limits.maxEnvironmentLines ?? 512;
  }

  /**
   * Takes the next bytes. Returns the environment when the empty line was among them.
   *
   * @throws {AgiProtocolError} If the first line is no `key: value`, or a limit is passed.
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
          `Cannot read an environment of more than ${this.#maxLines} lines`,
        );
      }
      this.#begun = 0;
      at = end + 1;
    }
    this.#begun += chunk.length - at;
    this.#keep(chunk);
    return undefined;
  }

  /**
   * The environment if it came in one chunk, as it nearly always does: one pass over the bytes, and
   * one text. `undefined` for everything else, also for what is to be refused.
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

  /** All that has come; mostly it came in one chunk, and is not copied. */
  #textUpTo(last: Uint8Array): string {
    if (this.#bytes.length === 0 && last.length <= this.#maxBytes) return decodeText(last);
    this.#keep(last);
    return decodeText(this.#bytes.take());
  }

  #keep(bytes: Uint8Array): void {
    if (this.#bytes.length + bytes.length > this.#maxBytes) {
      throw new AgiProtocolError(
        `Cannot read an environment of more than ${this.#maxBytes} bytes`,
      );
    }
    this.#bytes.append(bytes);
  }

  /** Tells a web browser, a scanner or a TLS client from an Asterisk, before it has to time out. */
  #checkFirstLine(end: Uint8Array): void {
    const line = decodeText(this.#bytes.view) + decodeText(end);
    if (!/^[A-Za-z][A-Za-z0-9_-]*:( |$)/.test(line)) refuseFirstLine(line);
  }
}

function first(chunk: Uint8Array): string {
  return String.fromCharCode(chunk[0] ?? NEWLINE);
}

function refuseFirstLine(line: string): never {
  throw new AgiProtocolError(
    `Cannot read an AGI environment: it begins with ${quoteForMessage(line)}, ` +
      'where "agi_network: yes" or the like must stand',
  );
}

const NEWLINE = 0x0a;

const BEGINS_WITH_FIELD = /^[A-Za-z][A-Za-z0-9_-]*:[ \n]/;

/** The keys that Asterisk sends before it sends anything that a caller can choose. */
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

function readArgs(fields: ReadonlyMap<string, string>): readonly string[] {
  const numbered: [number, string][] = [];
  for (const [key, value] of fields) {
    const [, number] = /^agi_arg_(\d{1,9})$/.exec(key) ?? [];
    if (number !== undefined) numbered.push([Number(number), value]);
  }
  numbered.sort(([a], [b]) => a - b);
  return Object.freeze(numbered.map(([, value]) => value));
}
