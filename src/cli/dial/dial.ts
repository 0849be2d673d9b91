import { escapeControls } from "../../protocol/text.ts";
import type { CallEnd } from "../../handler/run_call.ts";
import { createFile, RecordingFile } from "../../recording/recording_file.ts";
import { NOTES, Transcript } from "../../recording/transcript.ts";
import { RealClock } from "../../asterisk/real_clock.ts";
import { type CallOptions, setUpCall } from "../../asterisk/set_up_call.ts";
import { SimulatedAsterisk } from "../../asterisk/simulated_asterisk.ts";
import { guardStdout } from "../../transport/guard_stdout.ts";
import type { Duplex } from "../../transport/duplex.ts";
import { teeDuplex } from "../../transport/tee.ts";
import { pendingMessage } from "../../handler/run_call.ts";
import type { DialInvocation } from "./options.ts";
import { callHandler, memoryPipe } from "./call_handler.ts";
import { asteriskEnd } from "./asterisk_end.ts";
import { Keypad } from "./keypad.ts";
import { Narrator } from "./narrator.ts";
import { readKeys } from "./terminal.ts";
import { loadHandler } from "../handlers/load_handler.ts";

/** The exit statuses besides 0 and 1. */
const HUNG_UP = 3;
const QUIT = 130;

/** The other side of the call. */
interface Party {
  readonly duplex: Duplex;
  /** How the handler ended, where it runs here. */
  readonly ended: Promise<CallEnd | undefined>;
}

/**
 * `tipring dial`: calls a handler or a FastAGI server. Returns the exit status.
 *
 * @throws {Error} If there is no such handler, nobody answers at the address, or the recording cannot
 * be written.
 */
export async function dial(invocation: DialInvocation): Promise<number> {
  const { json, name } = invocation;
  const narrator = new Narrator({ write: stdoutWriter(), color: wantsColor(), json });
  const { duplex: party, ended } = await connect(invocation);
  const recording = await record(invocation, party);
  const clock = new RealClock();
  let commands = 0;
  const asterisk = new SimulatedAsterisk(recording.duplex, {
    ...setUpCall(callOptions(invocation)),
    scheduler: clock,
    onEvent(event) {
      narrator.event(event);
      if (event.type === "command") {
        commands++;
        keypad.begin(event.line);
      } else if (event.type === "done") {
        keypad.end();
      }
    },
  });
  const press = (key: string) => {
    if (!asterisk.channel.press(key)) narrator.lost(key);
  };
  const keypad = new Keypad(invocation.press, {
    press,
    after: (milliseconds, callback) => clock.after(milliseconds, callback),
  });
  const caller = new Caller(asterisk, {
    after: invocation.hangupAfter,
    onHangup: () => narrator.tell("hangs up", "you do", { by: "caller" }),
  });
  using _keys = readKeys({ key: press, line: (keys) => keypad.add(keys) });
  narrator.tell("dials", name, { target: name });
  if (await Promise.race([asterisk.run().then(() => false), caller.quit])) return QUIT;
  caller.leave();
  const end = await ended;
  await recording.finish();
  return tellEnd({ asterisk, caller, commands, end, narrator });
}

/** The caller's hand on the hook: Ctrl-C and `--hangup-after`. */
class Caller {
  /** Resolves when Ctrl-C is pressed again. */
  readonly quit: Promise<boolean>;
  hungUp = false;
  #asterisk: SimulatedAsterisk;
  #onHangup: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #onSignal: () => void;

  constructor(
    asterisk: SimulatedAsterisk,
    options: { after: number | undefined; onHangup: () => void },
  ) {
    this.#asterisk = asterisk;
    this.#onHangup = options.onHangup;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.quit = promise;
    let pressed = false;
    this.#onSignal = () => {
      if (pressed) resolve(true);
      pressed = true;
      this.#hangUp();
    };
    Deno.addSignalListener("SIGINT", this.#onSignal);
    const { after } = options;
    if (after !== undefined) this.#timer = setTimeout(() => this.#hangUp(), after);
  }

  leave(): void {
    clearTimeout(this.#timer);
    Deno.removeSignalListener("SIGINT", this.#onSignal);
  }

  #hangUp(): void {
    if (this.#asterisk.channel.hungUp) return;
    this.hungUp = true;
    this.#onHangup();
    this.#asterisk.channel.hangUp();
  }
}

async function connect({ target }: DialInvocation): Promise<Party> {
  if ("file" in target) {
    const loaded = await loadHandler(target.file);
    const [near, far] = memoryPipe();
    return { duplex: far, ended: callHandler(loaded, near) };
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
  const { target, args, callerId, callerName, extension, variables, database } = invocation;
  return {
    args,
    extension,
    variables,
    database,
    channel: "Tipring/dial-00000001",
    uniqueId: `${(Date.now() / 1000).toFixed(2)}`,
    ...("script" in target ? { path: target.script, request: invocation.name } : {}),
    ...(callerId === undefined ? {} : { callerId }),
    ...(callerName === undefined ? {} : { callerIdName: callerName }),
    applications: {
      async Dial(call) {
        await call.wait(1000);
        call.setVariable("DIALSTATUS", "NOANSWER");
      },
    },
  };
}

/** The same connection, written down where that is wanted. */
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
  const transcript = new Transcript({ write: (text) => file.write(text) });
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
  readonly commands: number;
  readonly end: CallEnd | undefined;
  readonly narrator: Narrator;
}

/** Tells how the call ended, and the exit status that stands for it. */
function tellEnd({ asterisk, caller, commands, end, narrator }: End): number {
  const tell = (outcome: string, text: string) =>
    narrator.tell("ends", `${text} (AGISTATUS ${asterisk.status})`, {
      outcome,
      agiStatus: asterisk.status,
    });
  if (end?.pending !== undefined) tell("pending", pendingMessage(end.pending));
  if (end?.outcome === "failed") {
    console.error(`tipring: ${escapeControls(Deno.inspect(end.error))}`);
    tell("failed", "the handler failed");
    return 1;
  }
  if (caller.hungUp) {
    tell("caller-hangup", "you hung up");
    return HUNG_UP;
  }
  if (end === undefined && commands === 0) {
    tell("no-answer", "the server closed the connection without a command");
    return 1;
  }
  if (asterisk.channel.hungUp) tell("handler-hangup", "the handler hung up");
  else tell("completed", "the call goes on in the dialplan");
  return 0;
}

/** Writes lines to standard output, which from then on nobody else does. */
function stdoutWriter(): (line: string) => void {
  const write = Deno.stdout.writeSync.bind(Deno.stdout);
  const encoder = new TextEncoder();
  guardStdout();
  return (line) => {
    for (let rest = encoder.encode(`${line}\n`); rest.length > 0;) {
      rest = rest.subarray(write(rest));
    }
  };
}

function wantsColor(): boolean {
  return Deno.stdout.isTerminal() && !Deno.noColor;
}
