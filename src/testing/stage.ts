import { type CallEnd, runCall } from "../handler/run_call.ts";
import { AgiHangup } from "../errors.ts";
import { NetworkRequest } from "../handler/request.ts";
import { type Handler, type Pattern, Router } from "../handler/router.ts";
import { Session } from "../session/session.ts";
import { toText } from "../protocol/binary.ts";
import type { LogLine } from "../events.ts";
import { CallLogger } from "../logging/call_logger.ts";
import { formatEntry } from "../logging/format_line.ts";
import { CallLog } from "./call_log.ts";
import type { CallResult } from "./call_result.ts";
import type { Caller } from "./caller.ts";
import { Ears } from "../asterisk/ears.ts";
import type { AsteriskEvent } from "../asterisk/events.ts";
import { Link } from "../asterisk/link.ts";
import { Pace } from "../asterisk/pace.ts";
import { setUpCall } from "../asterisk/set_up_call.ts";
import type { SimulateOptions } from "./simulate_options.ts";
import { SimulatedAsterisk } from "../asterisk/simulated_asterisk.ts";
import { describeSound, Transcript } from "../asterisk/transcript.ts";
import { VirtualTimeouts } from "../asterisk/virtual_timeouts.ts";
import { VirtualClock } from "../asterisk/virtual_clock.ts";

/** The length of a frame of audio, in milliseconds. */
const FRAME = 20;

/** The duration of a key, in milliseconds. */
const KEY = 100;

/** The default time after which the caller hangs up, in milliseconds. */
const PATIENCE = 3_600_000;

/**
 * Maximum number of commands of a call: a handler that sends more is in a loop, so its connection is
 * cut.
 */
const MOST_COMMANDS = 20_000;

/** Maximum number of lines of a handler's log in the result. */
const MOST_LINES = 20_000;

/** A simulated call: the engine, the network, the handler, and the caller's actions. */
export class Stage {
  /** A log of the call so far. */
  readonly transcript: Transcript;
  #clock = new VirtualClock();
  #asterisk: SimulatedAsterisk;
  #link: Link;
  #pace: Pace;
  #ears = new Ears();
  /** Waits for commands, as lines. */
  #commandEars = new Ears();
  #log = new CallLog();
  #logs: LogLine[] = [];
  #result: Promise<CallResult>;
  #over = Promise.withResolvers<void>();
  #isOver = false;
  #hungUpBy: CallResult["hungUpBy"] = null;
  /** The queue of the caller's actions. */
  #deeds: Promise<unknown> = Promise.resolve();
  #busy = 0;
  #scripted = false;
  #awaited = false;
  #commands = 0;
  /** The number of commands without a reply; the environment counts as one. */
  #outstanding = 1;

  /** Starts the call. */
  constructor(handler: Handler, options: SimulateOptions, caller: Caller) {
    const { faults = {} } = options;
    const { delays = [], pieces = [], slowReads = 0 } = faults;
    this.transcript = new Transcript(() => this.now);
    this.#link = new Link(this.#clock, { up: { delays, pieces }, down: { delays, pieces } });
    this.#asterisk = new SimulatedAsterisk(this.#link.far, {
      ...setUpCall(options),
      ...faults.hangupDelay !== undefined && { hangupDelay: faults.hangupDelay },
      ...faults.refused && { refused: faults.refused },
      ...faults.unknown && { unknown: faults.unknown },
      scheduler: this.#clock,
      think: () => slowReads,
      onEvent: (event) => this.#onEvent(event),
    });
    this.#asterisk.channel.onHangup = () => this.#hungUpBy ??= "handler";
    this.#pace = new Pace({
      clock: this.#clock,
      callerWaits: () => this.#callerWaits(),
      asteriskWorks: () =>
        this.#outstanding > 0 &&
        !(options.realTimeAudio === true && this.#asterisk.channel.microphone.open),
    });
    this.#result = this.#run(handler, options, caller);
    // `result` reports the error; without this, a test that fails earlier adds an unhandled
    // rejection.
    this.#result.catch(() => {});
  }

  /** The time since the call began, in milliseconds. */
  get now(): number {
    return this.#clock.now();
  }

  /** Runs the call to its end. */
  end(): Promise<CallResult> {
    this.#awaited = true;
    this.#pace.poke();
    return this.#result;
  }

  /** Queues an action of the caller; it does not run if the call has ended. */
  act(deed: () => void | Promise<void>): Promise<void> {
    this.#busy++;
    const done = this.#deeds.then(() => this.#isOver ? undefined : deed()).finally(() => {
      this.#busy--;
      this.#pace.poke();
    });
    this.#deeds = done.catch(() => {});
    this.#pace.poke();
    return done;
  }

  /** Presses a key. */
  press(key: string): Promise<void> {
    const heard = this.#asterisk.channel.press(key);
    this.transcript.note(`caller presses ${key}${heard ? "" : ", and nobody listens"}`);
    return this.sleep(KEY);
  }

  /** Sends a text. */
  send(binary: string): void {
    const heard = this.#asterisk.channel.send(binary);
    this.transcript.note(`caller sends a text${heard ? "" : ", and nobody waits for one"}`);
  }

  /** Speaks, and waits until the end of the speech. */
  speak(samples: Int16Array): Promise<void> {
    const { microphone } = this.#asterisk.channel;
    const duration = samples.length / 8;
    this.transcript.note(
      `caller speaks for ${duration} ms${microphone.open ? "" : ", and nobody listens"}`,
    );
    microphone.speak(samples, this.now);
    return this.sleep(duration);
  }

  /** Waits until the handler speaks. */
  async hearSpeech(): Promise<void> {
    while (!this.#asterisk.channel.microphone.loud) {
      if (this.#isOver) {
        throw new Error(`Cannot hear speech: the call is over without it\n\n${this.transcript}`);
      }
      await this.sleep(FRAME);
    }
    this.transcript.note("caller hears speech");
  }

  /** Waits until the handler has been silent for that many milliseconds. */
  async hearSilence(milliseconds: number): Promise<void> {
    const { microphone } = this.#asterisk.channel;
    for (let silent = 0; silent < milliseconds && !this.#isOver; silent += FRAME) {
      await this.sleep(FRAME);
      if (microphone.loud) silent = -FRAME;
    }
    this.transcript.note("caller hears silence");
  }

  /** Lets the caller fall silent after that many milliseconds. */
  fallSilent(milliseconds: number): void {
    this.#asterisk.channel.talksUntil = this.now + milliseconds;
  }

  /** Hangs up. */
  hangUp(): void {
    if (this.#asterisk.channel.hungUp) return;
    this.transcript.note("caller hangs up");
    this.#hungUpBy = "caller";
    this.#asterisk.channel.hangUp();
  }

  /** Breaks the connection. */
  cut(): void {
    this.transcript.note("the connection breaks");
    this.#link.cut();
  }

  /** Waits until the caller hears a sound. */
  hears(sound: string | RegExp): Promise<string> {
    const heard = this.#ears.waitFor(sound);
    this.#pace.poke();
    return heard;
  }

  /** Waits until the handler sends a command that matches. */
  runs(command: RegExp): Promise<string> {
    const line = this.#commandEars.waitFor(command);
    this.#pace.poke();
    return line;
  }

  /** Waits that many milliseconds, or until the call ends. */
  sleep(milliseconds: number): Promise<void> {
    return Promise.race([this.#clock.sleep(milliseconds), this.#over.promise]);
  }

  #callerWaits(): boolean {
    return this.#busy > 0 || this.#ears.waiting || this.#commandEars.waiting ||
      (this.#awaited && !this.#scripted);
  }

  async #run(handler: Handler, options: SimulateOptions, caller: Caller): Promise<CallResult> {
    this.#pace.run();
    const asterisk = this.#asterisk.run();
    asterisk.catch((error) => {
      this.transcript.note(`the simulator stops: ${error}`);
      // A crashed Asterisk closes its connection.
      this.#link.cut();
    });
    this.#clock.after(options.patience ?? PATIENCE, () => this.#giveUp());
    const script = this.#play(options.caller, caller);
    script.catch(() => {});
    const end = await this.#handle(handler, options.pattern);
    // From here on only Asterisk is waited for.
    this.#outstanding = Infinity;
    this.#pace.poke();
    try {
      await asterisk;
    } finally {
      this.#finish(end);
    }
    await script;
    return {
      ...this.#log.read(this.#asterisk),
      outcome: end.outcome,
      error: end.error,
      pending: end.pending ?? [],
      logs: this.#logs,
      hungUpBy: this.#hungUpBy,
      heard: this.#ears.heard,
      audio: this.#asterisk.channel.microphone.heard,
      duration: this.now,
      transcript: `${this.transcript}`,
    };
  }

  #finish({ outcome, error }: CallEnd): void {
    const why = error === undefined ? "" : `: ${error}`;
    this.transcript.note(`the call is over, ${outcome}${why}`);
    this.#isOver = true;
    this.#over.resolve();
    this.#pace.stop();
    this.#ears.end((sound) =>
      new Error(`Cannot hear ${sound}: the call is over without it\n\n${this.transcript}`)
    );
    this.#commandEars.end((command) =>
      new Error(`The call ended without the command ${command}\n\n${this.transcript}`)
    );
  }

  #giveUp(): void {
    if (this.#asterisk.channel.hungUp) return;
    this.transcript.note("caller has no more patience");
    this.hangUp();
  }

  async #play(script: SimulateOptions["caller"], caller: Caller): Promise<void> {
    if (script === undefined) return;
    this.#scripted = true;
    try {
      // The caller starts after the call.
      await Promise.resolve();
      await script(caller);
      await this.#deeds;
    } catch (error) {
      // Hang up: a failed caller must not keep the handler waiting.
      this.hangUp();
      throw error;
    } finally {
      this.#scripted = false;
      this.#pace.poke();
    }
  }

  async #handle(handler: Handler, pattern: Pattern | undefined): Promise<CallEnd> {
    let session: Session;
    try {
      session = await Session.start(this.#link.near, {
        onEvent: (event) => {
          if (event.type === "command") this.#outstanding++;
          if (event.type === "reply") this.#outstanding--;
          if (event.type === "warning") this.transcript.note(`warning: ${event.message}`);
          this.#pace.poke();
        },
      });
    } catch (error) {
      return error instanceof AgiHangup ? { outcome: "hangup" } : { outcome: "failed", error };
    }
    this.#outstanding--;
    const request = new NetworkRequest(session.environment);
    const router = new Router();
    if (pattern === undefined) router.setDefault(handler);
    else router.add(pattern, handler);
    const [found, match = null] = router.find(request.script) ?? [];
    request.match = match;
    const log = new CallLogger({
      level: "debug",
      limited: false,
      write: (line) => this.#noteLine(line),
    });
    return await runCall(session, found, request, {
      logged: { log },
      wrap: (session) => new VirtualTimeouts(session, this.#clock),
      onEnd: () => {
        this.#outstanding = Infinity;
        this.#pace.poke();
        return Promise.resolve();
      },
    });
  }

  #noteLine(line: LogLine): void {
    if (this.#logs.length >= MOST_LINES) return;
    this.#logs.push(line);
    this.transcript.note(`handler logs ${line.level}: ${formatEntry(line.message, line.fields)}`);
  }

  #onEvent(event: AsteriskEvent): void {
    this.transcript.noteEvent(event);
    this.#log.add(event);
    if (event.type === "sound") this.#ears.hear(describeSound(event));
    if (event.type === "command") this.#commandEars.hear(toText(event.line));
    if (event.type === "command" && ++this.#commands > MOST_COMMANDS) this.cut();
  }
}
