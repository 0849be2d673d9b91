import { fromText } from "../../../protocol/binary.ts";
import type { CallBoard } from "../board/call_board.ts";
import type { CallRecord } from "../board/call_record.ts";
import { type DialPlan, readDialRequest } from "./dial_request.ts";
import type { DeedAnswer, DialAnswer, PhoneDeed, SoundStep } from "../messages.ts";
import { PhoneCall } from "./phone_call.ts";
import { reachable } from "./reachable.ts";
import type { SoundStore } from "../sounds/sound_store.ts";

/** Maximum number of simultaneous calls of the softphone. */
const MAX_CALLS = 100;

/** How long another server may take to accept a call, in milliseconds. */
const CONNECT_TIMEOUT = 10_000;

/** Maximum length of a text that the caller sends, in characters. */
const MAX_TEXT = 1000;

/** Options of {@linkcode Phone}. */
export interface PhoneOptions {
  board: CallBoard;
  sounds: SoundStore;
  /** AstDB at the start, by `family/key`. */
  database: Readonly<Record<string, string>>;
  /** Where the server of this process listens. */
  addr: () => Deno.NetAddr;
  /** How long another server may take to accept a call, in milliseconds; 10 s by default. */
  connectTimeout?: number;
}

/** The softphone of the console: calls from a simulated Asterisk to this server or another one. */
export class Phone {
  #options: PhoneOptions;
  #calls = new Map<number, PhoneCall>();
  #database: Map<string, string>;
  #lastChannel = 0;

  /** Starts without calls. */
  constructor(options: PhoneOptions) {
    this.#options = options;
    this.#database = new Map();
    this.#store(options.database);
  }

  /**
   * Places a call.
   *
   * @throws {TypeError} If the request is wrong.
   * @throws {Error} If the server cannot be reached, or there are too many calls.
   */
  async dial(body: object): Promise<DialAnswer> {
    const plan = readDialRequest(body);
    if (this.#calls.size >= MAX_CALLS) {
      throw new Error(`The softphone has ${MAX_CALLS} calls in progress: hang up some of them`);
    }
    const { board } = this.#options;
    const local = !("hostname" in plan.target);
    const conn = await this.#connect(plan.target);
    const { callerId, callerName } = plan;
    const record = board.begin({ script: plan.target.path, callerId, callerName });
    if (local) board.expect(addressOf(conn.localAddr), record);
    this.#store(plan.database);
    this.#run(plan, { record, conn, local });
    return { id: record.id };
  }

  /**
   * Does what the caller of a call does; returns `undefined` if there is no such call in progress.
   *
   * @throws {TypeError} If it is not a deed.
   */
  act(id: number, body: object): DeedAnswer | undefined {
    const deed = readDeed(body);
    const call = this.#calls.get(id);
    return call && { heard: call.act(deed) };
  }

  /**
   * Returns a sound of a call as WAV, from a position in milliseconds on; `undefined` if it has no
   * files that can be played.
   */
  audio({ files, language }: SoundStep, from: number): Uint8Array<ArrayBuffer> | undefined {
    return this.#options.sounds.wav(files, { language, from });
  }

  async #run(
    plan: DialPlan,
    { record, conn, local }: { record: CallRecord; conn: Deno.TcpConn; local: boolean },
  ): Promise<void> {
    const { board, sounds } = this.#options;
    const number = `${++this.#lastChannel}`.padStart(8, "0");
    const { target, callerId, callerName, extension, language } = plan;
    const { args, variables, applications } = plan;
    const { hostname, port } = this.#addressOf(target);
    const call = new PhoneCall({
      board,
      record,
      conn,
      sounds,
      local,
      database: this.#database,
      call: {
        args,
        extension,
        language,
        variables,
        applications,
        path: target.path,
        request: `agi://${hostname}:${port}/${target.path}`,
        channel: `Tipring/console-${number}`,
        uniqueId: `${Math.floor(Date.now() / 1000)}.${this.#lastChannel}`,
        ...callerId !== "" && { callerId },
        ...callerName !== "" && { callerIdName: callerName },
      },
    });
    this.#calls.set(record.id, call);
    await call.run();
    this.#calls.delete(record.id);
    // The server reports the end of its own calls, with the outcome of the handler.
    if (!local) board.finish(record, call.remoteOutcome);
    else if (record.logId === undefined) board.finish(record, "no answer");
  }

  async #connect(target: DialPlan["target"]): Promise<Deno.TcpConn> {
    const { hostname, port } = this.#addressOf(target);
    const { connectTimeout = CONNECT_TIMEOUT } = this.#options;
    const waiting = new AbortController();
    const timer = setTimeout(() => waiting.abort(), connectTimeout);
    try {
      const conn = await Deno.connect({ hostname, port, signal: waiting.signal });
      conn.setNoDelay();
      return conn;
    } catch (cause) {
      const why = waiting.signal.aborted
        ? `no answer within ${connectTimeout} ms`
        : cause instanceof Error
        ? cause.message
        : cause;
      throw new Error(`Cannot reach ${hostname}:${port}: ${why}`, { cause });
    } finally {
      clearTimeout(timer);
    }
  }

  #addressOf(target: DialPlan["target"]): { hostname: string; port: number } {
    return "hostname" in target ? target : reachable(this.#options.addr());
  }

  #store(entries: Readonly<Record<string, string>>): void {
    for (const [key, value] of Object.entries(entries)) {
      this.#database.set(fromText(key), fromText(value));
    }
  }
}

function readDeed(body: { deed?: unknown; key?: unknown; text?: unknown }): PhoneDeed {
  const { deed, key, text } = body;
  switch (deed) {
    case "press":
      if (typeof key === "string" && /^[0-9A-D*#]$/.test(key)) return { deed, key };
      throw new TypeError("Invalid key: must be one of 0-9, *, # and A-D");
    case "text":
      if (typeof text === "string" && text.length <= MAX_TEXT) return { deed, text };
      throw new TypeError(`Invalid text: must have at most ${MAX_TEXT} characters`);
    case "silence":
    case "hangup":
    case "break":
      return { deed };
    default:
      throw new TypeError("Invalid deed: must be press, text, silence, hangup or break");
  }
}

function addressOf({ hostname, port }: Deno.NetAddr): string {
  return `${hostname}:${port}`;
}
