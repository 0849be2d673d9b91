import type { AsteriskEvent, SoundEvent } from "../../../asterisk/events.ts";
import { nextPlace } from "../../../asterisk/next_place.ts";
import { RealClock } from "../../../asterisk/real_clock.ts";
import { type CallOptions, setUpCall } from "../../../asterisk/set_up_call.ts";
import { lengthOfAll } from "../../../asterisk/saying.ts";
import { SimulatedAsterisk } from "../../../asterisk/simulated_asterisk.ts";
import { fromText, toText } from "../../../protocol/binary.ts";
import { clip } from "../../../protocol/text.ts";
import { asteriskEnd } from "../../dial/asterisk_end.ts";
import type { CallBoard } from "../board/call_board.ts";
import type { CallRecord } from "../board/call_record.ts";
import { CallTape } from "../watch/call_tape.ts";
import type { PhoneDeed } from "../messages.ts";
import { RemoteSteps } from "./remote_steps.ts";
import type { SoundStore } from "../sounds/sound_store.ts";
import { spokenText } from "../sounds/spoken_text.ts";
import { MAX_TEXT } from "../watch/step_of.ts";

/** Samples in a millisecond, at the rate of the simulator. */
const RATE = 8;

/** How long speech synthesis takes for a character, and at least, in milliseconds. */
const CHARACTER_MS = 75;
const LEAST_MS = 700;

/** The most files that a `SAY` command plays; the browser speaks a longer text. */
const MAX_FILES = 100;

/** Maximum length of a language in a step, in characters. */
const MAX_LANGUAGE = 40;

/** Options of {@linkcode PhoneCall}. */
export interface PhoneCallOptions {
  board: CallBoard;
  record: CallRecord;
  conn: Deno.TcpConn;
  call: CallOptions;
  /** AstDB, which all calls of the softphone share, in binary strings. */
  database: Map<string, string>;
  sounds: SoundStore;
  /** Whether the server that is called reports its commands itself. */
  local: boolean;
}

/** A call of the softphone: the simulated Asterisk, and the caller at the page. */
export class PhoneCall {
  #options: PhoneCallOptions;
  #asterisk: SimulatedAsterisk;
  #remote: RemoteSteps | undefined;
  #clock: RealClock = new RealClock();
  #ended = false;

  /** Connects them; {@linkcode run} starts the call. */
  constructor(options: PhoneCallOptions) {
    const { call, conn, database, local, record, board } = options;
    this.#options = options;
    const setup = setUpCall(call);
    const duplex = asteriskEnd(conn);
    let tape: CallTape | undefined;
    if (!local) {
      const recording = board.recording();
      record.recording = recording;
      // The page of a softphone shows digits.
      tape = new CallTape({ maskDigits: false, onPiece: (piece) => recording.add(piece) });
      this.#remote = new RemoteSteps(() => tape?.count ?? 0);
    }
    this.#asterisk = new SimulatedAsterisk(tape?.tapAsterisk(duplex) ?? duplex, {
      ...setup,
      world: {
        ...setup.world,
        database,
        sounds: (name, language) => this.#samplesOf(name, language),
        said: (files, language) => this.#saidSamples(files, language),
      },
      scheduler: this.#clock,
      onEvent: (event) => this.#onEvent(event),
    });
  }

  /** Runs the call to its end. Never rejects. */
  async run(): Promise<void> {
    const { board, record } = this.#options;
    try {
      await this.#asterisk.run();
      const { context, extension, priority } = nextPlace(this.#asterisk.channel.identity);
      const next = this.#asterisk.channel.hungUp
        ? ""
        : `, the dialplan continues at ${context},${extension},${priority}`;
      board.add(record, { kind: "note", text: `AGISTATUS ${this.#asterisk.status}${next}` });
    } catch (error) {
      const why = error instanceof Error ? error.message : `${error}`;
      board.add(record, { kind: "note", text: clip(`The simulator stops: ${why}`, MAX_TEXT) });
      this.#break();
    }
    this.#ended = true;
  }

  /** How a call to another server ended, as far as Asterisk can know. */
  get remoteOutcome(): "hangup" | "completed" | "no answer" {
    if (this.#remote?.count === 0) return "no answer";
    return this.#asterisk.channel.hungUp ? "hangup" : "completed";
  }

  /** Does what the caller does. Returns whether it had an effect. */
  act(deed: PhoneDeed): boolean {
    const { board, record } = this.#options;
    const { channel } = this.#asterisk;
    if (this.#ended) return false;
    switch (deed.deed) {
      case "press": {
        const heard = !channel.hungUp && channel.press(deed.key);
        board.add(record, { kind: "key", key: deed.key, heard });
        return heard;
      }
      case "text": {
        board.add(record, { kind: "caller", deed: "sends a text" });
        return channel.send(fromText(deed.text));
      }
      case "silence":
        board.add(record, { kind: "caller", deed: "falls silent" });
        channel.talksUntil = this.#clock.now();
        return true;
      case "hangup":
        if (channel.hungUp) return false;
        board.add(record, { kind: "caller", deed: "hangs up" });
        channel.hangUp();
        return true;
      case "break":
        board.add(record, { kind: "broken" });
        this.#break();
        return true;
    }
  }

  #break(): void {
    try {
      this.#options.conn.close();
    } catch {
      // Already closed.
    }
  }

  #onEvent(event: AsteriskEvent): void {
    const { board, record } = this.#options;
    switch (event.type) {
      case "sound":
      case "seek":
        return this.#onSound(event);
      case "quiet":
        return board.add(record, { kind: "quiet" });
      case "recording": {
        const file = `${toText(event.file)}.${toText(event.format)}`;
        return board.add(record, { kind: "recording", file: clip(file, MAX_TEXT) });
      }
      case "text":
        return board.add(record, { kind: "text", text: clip(toText(event.text), MAX_TEXT) });
      case "verbose":
      case "hint":
        return board.add(record, { kind: "note", text: clip(toText(event.text), MAX_TEXT) });
      default: {
        const step = this.#remote?.read(event);
        if (step !== undefined) board.add(record, step);
      }
    }
  }

  #onSound(event: Omit<SoundEvent, "type">): void {
    const { board, record, sounds } = this.#options;
    const { kind, offset, duration } = event;
    const text = clip(toText(event.text), MAX_TEXT);
    const language = clip(toText(event.language), MAX_LANGUAGE);
    const spoken = kind === "file"
      ? sounds.textOf(text, language)
      : spokenText(kind, text, language);
    const names = event.files.length > MAX_FILES ? [] : event.files.map(toText);
    const files = sounds.canPlay(names, language) ? names : [];
    board.add(record, {
      kind: "sound",
      sound: kind,
      text,
      spoken,
      language,
      files,
      offset,
      duration,
    });
  }

  /** Every sound exists: one without a file lasts as long as its spoken text. */
  #samplesOf(binaryName: string, binaryLanguage: string): number {
    const { sounds } = this.#options;
    const [name, language] = [toText(binaryName), toText(binaryLanguage)];
    return sounds.lengthOf(name, language) ??
      RATE * Math.max(LEAST_MS, CHARACTER_MS * sounds.textOf(name, language).length);
  }

  #saidSamples(files: readonly string[], language: string): number | undefined {
    if (files.length > MAX_FILES) return undefined;
    const { sounds } = this.#options;
    return lengthOfAll((name, language) => sounds.lengthOf(toText(name), toText(language)))(
      files,
      language,
    );
  }
}
