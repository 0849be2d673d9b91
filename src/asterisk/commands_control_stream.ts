import type { Call } from "./call.ts";
import {
  type CommandOutcome,
  type CommandTable,
  digitCode,
  failure,
  leadingInteger,
  result,
  USAGE,
} from "./outcome.ts";
import { RATE, tellSeek, tellSound } from "./play.ts";

/** The command that plays a file with forward, rewind and pause. */
export const CONTROL_STREAM: CommandTable = {
  "CONTROL STREAM FILE": { dead: false, run: controlStreamFile },
};

/** How a playback ended. */
interface Ended {
  readonly status: "SUCCESS" | "USERSTOPPED" | "ERROR";
  /** The position, in milliseconds. */
  readonly position: number;
  readonly key?: string;
}

/** Keys and steps of a playback. */
interface Keys {
  readonly stop: string;
  readonly forward: string;
  readonly rewind: string;
  readonly pause: string;
  /** How far forward and rewind go, in milliseconds. */
  readonly skip: number;
}

async function controlStreamFile(call: Call, args: readonly string[]): Promise<CommandOutcome> {
  const [file = "", stop = "", skip = "3000", forward, rewind, pause = "", offset = "0"] = args;
  const [skipMs, offsetMs] = [leadingInteger(skip), leadingInteger(offset)];
  if (args.length < 2 || args.length > 7 || skipMs === undefined || offsetMs === undefined) {
    return USAGE;
  }
  const samples = call.soundLength(file);
  if (samples === undefined) {
    remember(call, { status: "ERROR", position: 0 });
    return failure(-1, " endpos=-1");
  }
  const keys = { stop, forward: forward || "#", rewind: rewind || "*", pause, skip: skipMs };
  const length = samples / RATE;
  const start = Math.max(0, offsetMs);
  tellSound(call, { text: file, duration: length - start, offset: start });
  const ended = await run(call, keys, { text: file, start, length });
  call.channel.ignore();
  call.tell({ type: "quiet" });
  remember(call, ended);
  const { status, position, key } = ended;
  const endpos = ` endpos=${status === "SUCCESS" ? -1 : Math.floor(position)}`;
  if (status === "ERROR") return result(-1, endpos);
  if (key !== undefined) call.tell({ type: "digits", verb: "CONTROL STREAM FILE", digits: key });
  return result(key === undefined ? 0 : digitCode(key), endpos);
}

async function run(
  call: Call,
  { stop, forward, rewind, pause, skip }: Keys,
  { text, start, length }: { text: string; start: number; length: number },
): Promise<Ended> {
  let position = start;
  call.channel.listen();
  while (true) {
    const begun = call.now;
    const end = await call.wait({ deadline: begun + Math.max(0, length - position) });
    position += call.now - begun;
    if (end.type === "hangup") return { status: "ERROR", position };
    if (end.type !== "digit") return { status: "SUCCESS", position };
    const { digit } = end;
    if (digit === forward) position = Math.min(length, position + skip);
    else if (digit === rewind) position = Math.max(0, position - skip);
    else if (digit === pause) {
      call.tell({ type: "quiet" });
      // Any key ends the pause, and so does a hangup.
      const next = await call.wait({ deadline: Infinity });
      if (next.type !== "digit") return { status: "ERROR", position };
      if (stop.includes(next.digit)) return { status: "USERSTOPPED", position, key: next.digit };
    } else if (stop.includes(digit)) return { status: "USERSTOPPED", position, key: digit };
    else continue;
    if (digit !== pause) call.tell({ type: "quiet" });
    tellSeek(call, { text, duration: length - position, offset: position });
  }
}

function remember({ world }: Call, { status, position, key = "" }: Ended): void {
  world.variables.set("CPLAYBACKSTATUS", status);
  const at = status === "SUCCESS" ? -1 : Math.floor(position);
  world.variables.set("CPLAYBACKOFFSET", `${at}`);
  if (status === "USERSTOPPED") world.variables.set("CPLAYBACKSTOPKEY", key);
}
