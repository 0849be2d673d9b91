import type { Call } from "./call.ts";
import {
  type CommandOutcome,
  digitCode,
  failure,
  leadingInteger,
  result,
  USAGE,
} from "./outcome.ts";
import type { CommandTable } from "./outcome.ts";
import { play, RATE } from "./play.ts";

/** The default length of the beep, in samples. */
const BEEP = 3520;

/** The part of the final silence that stays in a recording, in milliseconds. */
const KEPT_SILENCE = 1000;

/** The command that records the caller. */
export const RECORD: CommandTable = { "RECORD FILE": { dead: false, run: recordFile } };

/** The parsed arguments of the command. */
interface Request {
  readonly file: string;
  readonly format: string;
  readonly digits: string;
  /** The longest recording, in milliseconds; `Infinity` for no limit. */
  readonly timeout: number;
  /** Where to start in an existing file, in samples. */
  readonly offset: number;
  readonly beep: boolean;
  /** The silence that ends the recording, in milliseconds; 0 for none. */
  readonly silence: number;
}

async function recordFile(call: Call, args: readonly string[]): Promise<CommandOutcome> {
  const request = readRequest(args);
  if (request === undefined) return USAGE;
  if (request.beep) {
    const { end } = await play(call, {
      text: "beep",
      samples: call.soundLength("beep") ?? BEEP,
      digits: request.digits,
      interruptible: false,
    });
    if (end.type === "digit") return randomError(digitCode(end.digit));
    if (end.type === "hangup") return randomError(-1);
  }
  const { file, format } = request;
  if (!call.world.writable(file, format)) return failure(-1, " (writefile)");
  call.tell({ type: "recording", file, format });
  const before = call.world.recordings.findLast((other) =>
    other.file === file && other.format === format
  );
  const start = Math.min(request.offset, before?.samples ?? 0);
  const { outcome, samples } = await record(call, request, start);
  call.world.recordings.push({ file, format, samples });
  return outcome;
}

function randomError(value: number): CommandOutcome {
  return result(value, " (randomerror) endpos=0");
}

async function record(
  call: Call,
  { digits, timeout, silence }: Request,
  start: number,
): Promise<{ outcome: CommandOutcome; samples: number }> {
  const begun = call.now;
  const quiet = () => Math.max(begun, call.channel.talksUntil) + (silence || Infinity);
  const deadline = () => Math.min(begun + timeout, quiet());
  call.channel.listen();
  while (true) {
    const end = await call.wait({ deadline });
    if (end.type === "digit" && !digits.includes(end.digit)) continue;
    call.channel.ignore();
    const elapsed = call.now - begun;
    const bySilence = end.type === "time" && call.now >= quiet();
    const cut = bySilence ? Math.max(0, silence - KEPT_SILENCE) : 0;
    const samples = start + Math.floor(Math.max(0, elapsed - cut) * RATE);
    const endpos = ` endpos=${samples}`;
    if (end.type === "hangup") return { outcome: failure(-1, ` (hangup)${endpos}`), samples };
    if (end.type !== "digit") {
      const left = timeout === Infinity ? 0 : Math.max(0, Math.floor(timeout - elapsed));
      return { outcome: result(left, ` (timeout)${endpos}`), samples };
    }
    call.tell({ type: "digits", verb: "RECORD FILE", digits: end.digit });
    return { outcome: result(digitCode(end.digit), ` (dtmf)${endpos}`), samples };
  }
}

/**
 * Parses the arguments: a number in fifth place is the offset, `s=N` the silence, and
 * anything else asks for a beep.
 */
function readRequest(args: readonly string[]): Request | undefined {
  const [file = "", format = "", digits = "", time = "", ...more] = args;
  const timeout = leadingInteger(time);
  if (args.length < 4 || timeout === undefined) return undefined;
  const offset = leadingInteger(more[0] ?? "");
  const rest = offset === undefined ? more : more.slice(1);
  const silence = rest.map((word) => /^s=(\d+)/.exec(word)?.[1]).find((word) => word);
  return {
    file,
    format,
    digits,
    timeout: timeout < 0 ? Infinity : timeout,
    offset: Math.max(0, offset ?? 0),
    beep: rest.some((word) => !word.startsWith("s=")),
    silence: Number(silence ?? 0) * 1000,
  };
}
