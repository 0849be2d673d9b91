import { type CallEnd, pendingMessage } from "../../handler/run_call.ts";
import { escapeControls, withPlainPlaces } from "../../protocol/text.ts";
import { createFile, RecordingFile } from "../../recording/recording_file.ts";
import { NOTES, RecordingTranscript } from "../../recording/transcript.ts";
import { fromText, toText } from "../../protocol/binary.ts";
import { nextPlace } from "../../asterisk/next_place.ts";
import type { AsteriskEvent } from "../../asterisk/events.ts";
import { Pace } from "../../asterisk/pace.ts";
import { RealClock } from "../../asterisk/real_clock.ts";
import type { Scheduler } from "../../asterisk/scheduler.ts";
import { type CallOptions, setUpCall } from "../../asterisk/set_up_call.ts";
import { SimulatedAsterisk } from "../../asterisk/simulated_asterisk.ts";
import { describeSound } from "../../asterisk/transcript.ts";
import { VirtualTimeouts } from "../../asterisk/virtual_timeouts.ts";
import { VirtualClock } from "../../asterisk/virtual_clock.ts";
import type { Duplex } from "../../transport/duplex.ts";
import { teeDuplex } from "../../transport/tee.ts";
import { callHandler, type CallHandlerOptions, memoryPipe } from "./call_handler.ts";
import { asteriskEnd } from "./asterisk_end.ts";
import { Keypad } from "./keypad.ts";
import { Narrator } from "./narrator.ts";
import { Rehearsal } from "./rehearsal.ts";
import { type CallStep, parseSteps } from "./steps.ts";
import { readKeys } from "./terminal.ts";
import { dialedHandler } from "./dialed_handler.ts";
import { stdoutWriter } from "../stdout_writer.ts";
import type { DialInvocation } from "./options.ts";

/** The exit statuses besides 0 and 1. */
const HUNG_UP = 3;
const NO_AGI = 4;
const UNEXPECTED = 5;
const QUIT = 130;

/** When the caller hangs up in a call in virtual time, or in one with steps, in milliseconds. */
const PATIENCE = 3_600_000;
const STEPS_PATIENCE = 60_000;

/** The other side of the call. */
interface Party {
  readonly duplex: Duplex;
  /** How the handler ended, if it runs in this process. */
  readonly ended: Promise<CallEnd | undefined>;
}

/**
 * `tipring dial`: calls a handler or a FastAGI server. Returns the exit status.
 *
 * @throws {Error} If the handler does not exist, the address cannot be reached, the steps cannot be
 * read, or the recording cannot be written.
 */
export async function dial(invocation: DialInvocation): Promise<number> {
  const { json, name, talk } = invocation;
  const steps = await loadSteps(invocation.expectFile);
  const time = new CallTime(invocation.fast);
  const { clock } = time;
  const now = () => clock.now();
  const narrator = new Narrator({ write: stdoutWriter(), color: wantsColor(), json, now });
  const connected = await connect(invocation, {
    ...invocation.fast && { wrap: (session) => new VirtualTimeouts(session, clock) },
    onWarning: (message) => narrator.tell("warning", message, { message }),
    onLog: (line) => narrator.log(line),
  });
  if (typeof connected === "string") {
    console.error(`tipring: ${escapeControls(connected)}`);
    return NO_AGI;
  }
  const { duplex: party, ended } = connected;
  const recording = await record(invocation, party);
  const answered = { commands: 0, unknown: 0 };
  const asterisk = new SimulatedAsterisk(recording.duplex, {
    ...setUpCall(callOptions(invocation)),
    scheduler: clock,
    onEvent(event) {
      narrator.event(event);
      if (event.type === "command") {
        answered.commands++;
        keypad.begin(event.line);
      } else if (event.type === "done") {
        keypad.end();
      } else if (event.type === "sound") {
        keypad.hear(toText(event.text));
        rehearsal?.hear(describeSound(event));
      } else if (event.type === "said" && event.text.startsWith("510")) {
        answered.unknown++;
      } else if (event.type === "recording" && talk !== undefined) {
        asterisk.channel.talksUntil = clock.now() + talk;
      }
      time.notice(event);
    },
  });
  const press = (key: string) => {
    if (!asterisk.channel.press(key)) narrator.lost(key);
  };
  const silence = () => {
    asterisk.channel.talksUntil = clock.now();
  };
  const keypad = new Keypad(invocation.press, {
    press,
    after: (milliseconds, callback) => clock.after(milliseconds, callback),
  });
  const patience = steps === undefined ? PATIENCE : STEPS_PATIENCE;
  const caller = new Caller(asterisk, {
    clock,
    after: invocation.hangupAfter ?? (steps || invocation.fast ? patience : undefined),
    onHangup: () => narrator.tell("hangs up", "you do", { by: "caller" }),
  });
  const rehearsal = steps && new Rehearsal(steps, {
    press: (keys) => keypad.press(keys),
    say: (text) => asterisk.channel.send(fromText(text)),
    sleep: (milliseconds) => new Promise((resolve) => clock.after(milliseconds, resolve)),
    silence,
    hangUp: () => caller.hangUp(),
  });
  using _keys = readKeys({ key: press, silence, line: (keys) => keypad.add(keys) });
  narrator.tell("dials", name, { target: name });
  if (Deno.stdin.isTerminal() && !json) {
    narrator.tell("keys", "0-9 * # A-D are the telephone's, s falls silent, Ctrl-C hangs up");
  }
  time.begin();
  const quit = await Promise.race([asterisk.run().then(() => false), caller.quit]);
  time.end();
  if (quit) return QUIT;
  caller.leave();
  const end = await ended;
  await recording.finish();
  return await tellEnd({ asterisk, caller, answered, end, narrator, rehearsal });
}

/** The clock of the call: real, or virtual with `--fast`, which jumps to the next event. */
class CallTime {
  readonly clock: RealClock | VirtualClock;
  #pace: Pace | undefined;
  /** Whether Asterisk runs a command; virtual time then jumps. */
  #busy = false;

  constructor(fast: boolean) {
    if (!fast) {
      this.clock = new RealClock();
      return;
    }
    this.clock = new VirtualClock();
    this.#pace = new Pace({
      clock: this.clock,
      callerWaits: () => true,
      asteriskWorks: () => this.#busy,
    });
  }

  begin(): void {
    this.#pace?.run();
  }

  notice({ type }: AsteriskEvent): void {
    if (type === "command") this.#busy = true;
    if (type === "done") this.#busy = false;
    this.#pace?.poke();
  }

  end(): void {
    this.#pace?.stop();
  }
}

async function loadSteps(path: string | undefined): Promise<CallStep[] | undefined> {
  if (path === undefined) return undefined;
  try {
    return parseSteps(await Deno.readTextFile(path));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : cause;
    throw new Error(`--expect ${path} cannot be read: ${why}`, { cause });
  }
}

/** Hangs up for the caller: on Ctrl-C and after `--hangup-after`. */
class Caller {
  /** Resolves when Ctrl-C is pressed again. */
  readonly quit: Promise<boolean>;
  hungUp = false;
  #asterisk: SimulatedAsterisk;
  #onHangup: () => void;
  #cancel: (() => void) | undefined;
  #onSignal: () => void;

  constructor(
    asterisk: SimulatedAsterisk,
    options: { clock: Scheduler; after: number | undefined; onHangup: () => void },
  ) {
    this.#asterisk = asterisk;
    this.#onHangup = options.onHangup;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.quit = promise;
    let pressed = false;
    this.#onSignal = () => {
      if (pressed) resolve(true);
      pressed = true;
      this.hangUp();
    };
    Deno.addSignalListener("SIGINT", this.#onSignal);
    const { after, clock } = options;
    if (after !== undefined) this.#cancel = clock.after(after, () => this.hangUp());
  }

  leave(): void {
    this.#cancel?.();
    Deno.removeSignalListener("SIGINT", this.#onSignal);
  }

  hangUp(): void {
    if (this.#asterisk.channel.hungUp) return;
    this.hungUp = true;
    this.#onHangup();
    this.#asterisk.channel.hangUp();
  }
}

/** The other side; a text says why no handler has the path. */
async function connect(
  { target, path }: DialInvocation,
  options: CallHandlerOptions,
): Promise<Party | string> {
  if ("file" in target) {
    const loaded = await dialedHandler(target.file, path);
    if (typeof loaded === "string") return loaded;
    const [near, far] = memoryPipe();
    return { duplex: far, ended: callHandler(loaded, near, options) };
  }
  const { hostname, port } = target;
  try {
    const conn = await Deno.connect({ hostname, port });
    conn.setNoDelay();
    return { duplex: asteriskEnd(conn), ended: Promise.resolve(undefined) };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : cause;
    throw new Error(`Cannot reach ${hostname}:${port}: ${why}`, { cause });
  }
}

function callOptions(invocation: DialInvocation): CallOptions {
  const { target, args, callerId, callerName, extension, language, variables, database } =
    invocation;
  return {
    args,
    extension,
    language,
    variables,
    database,
    channel: "Tipring/dial-00000001",
    uniqueId: `${(Date.now() / 1000).toFixed(2)}`,
    ...("script" in target ? { path: target.script, request: invocation.name } : {}),
    ...(invocation.path === undefined ? {} : { path: invocation.path.replace(/^\//, "") }),
    ...(callerId === undefined ? {} : { callerId }),
    ...(callerName === undefined ? {} : { callerIdName: callerName }),
    applications: invocation.applications,
    ...(invocation.soundsFolder === undefined ? {} : { sounds: invocation.soundsFolder }),
  };
}

/** Wraps the connection in a recorder if `--record` asks for one. */
async function record(
  { recordFile, name }: DialInvocation,
  duplex: Duplex,
): Promise<{ duplex: Duplex; finish(): Promise<void> }> {
  if (recordFile === undefined) return { duplex, finish: () => Promise.resolve() };
  const fail = (cause: unknown) => {
    const why = cause instanceof Error ? cause.message : cause;
    return new Error(`Cannot record into ${recordFile}: ${why}`, { cause });
  };
  const opened = await createFile(recordFile).catch((cause) => {
    throw fail(cause);
  });
  const file = new RecordingFile((error) => console.error(`tipring: ${fail(error).message}`));
  file.open(() => Promise.resolve(opened));
  const transcript = new RecordingTranscript({ write: (text) => file.write(text) });
  transcript.note(`simulated call of ${name}, begun at ${new Date().toISOString()}`);
  const tee = teeDuplex(duplex, {
    received: (bytes) => transcript.sent(bytes),
    sent: (bytes) => transcript.received(bytes),
    closing: () => transcript.note(NOTES.closed),
    ended: (why) => {
      if (why === "closed") transcript.note(NOTES.closing);
    },
  });
  return { duplex: tee, finish: () => file.end() };
}

interface End {
  readonly asterisk: SimulatedAsterisk;
  readonly caller: Caller;
  /** The number of commands, and of those that Asterisk does not have. */
  readonly answered: { readonly commands: number; readonly unknown: number };
  readonly end: CallEnd | undefined;
  readonly narrator: Narrator;
  readonly rehearsal: Rehearsal | undefined;
}

/** Reports how the call ended, and returns the exit status for it. */
async function tellEnd(parts: End): Promise<number> {
  const { asterisk, end, narrator, rehearsal } = parts;
  if (end?.outcome === "failed") {
    console.error(`tipring: ${escapeControls(withPlainPlaces(Deno.inspect(end.error)))}`);
  }
  const { outcome, text, status } = endOf(parts);
  const agiStatus = asterisk.status;
  if (end?.pending !== undefined) {
    const text = `${pendingMessage(end.pending)} (AGISTATUS ${agiStatus})`;
    narrator.tell("ends", text, { outcome: "pending", agiStatus });
  }
  if (outcome === "completed") {
    const { context, extension, priority } = nextPlace(asterisk.channel.identity);
    const place = `${context},${extension},${priority}`;
    narrator.tell("next", place, { context, extension, priority });
  }
  narrator.tell("ends", `${text} (AGISTATUS ${agiStatus})`, { outcome, agiStatus });
  if (rehearsal === undefined) return status;
  const problem = await rehearsal.end(outcome);
  if (problem !== undefined) {
    console.error(`tipring: not as expected, ${problem}`);
    return UNEXPECTED;
  }
  return rehearsal.expectsEnd || outcome === "caller-hangup" ? 0 : status;
}

function endOf(
  { asterisk, caller, answered, end }: End,
): { outcome: string; text: string; status: number } {
  if (end?.outcome === "failed") {
    return { outcome: "failed", text: "the handler failed", status: 1 };
  }
  if (end === undefined && answered.commands > 0 && answered.commands === answered.unknown) {
    return { outcome: "no-agi", text: "the server does not speak AGI", status: NO_AGI };
  }
  if (caller.hungUp) return { outcome: "caller-hangup", text: "you hung up", status: HUNG_UP };
  if (end === undefined && answered.commands === 0) {
    const text = "the server closed the connection without a command (is there a handler?)";
    return { outcome: "no-answer", text, status: NO_AGI };
  }
  return asterisk.channel.hungUp
    ? { outcome: "handler-hangup", text: "the handler hung up", status: 0 }
    : { outcome: "completed", text: "the call goes on in the dialplan", status: 0 };
}

function wantsColor(): boolean {
  return Deno.stdout.isTerminal() && !Deno.noColor;
}
