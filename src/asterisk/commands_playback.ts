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
import { play, tellDigit, told } from "./play.ts";

/** The default timeout of GET OPTION if `TIMEOUT(digit)` is not set, in seconds. */
const DIGIT_TIMEOUT = "5.000";

/** Commands that play files. */
export const PLAYBACK: CommandTable = {
  "GET OPTION": { dead: false, run: getOption },
  "STREAM FILE": { dead: false, run: streamFile },
};

async function streamFile(call: Call, args: readonly string[]): Promise<CommandOutcome> {
  const [file = "", digits = "", skip = "0"] = args;
  const offset = leadingInteger(skip);
  if (args.length < 2 || args.length > 3 || offset === undefined) return USAGE;
  const samples = file === "" ? undefined : call.soundLength(file);
  if (samples === undefined) return failure(-1, ` endpos=${offset}`);
  const played = await play(call, { text: file, samples, digits, offset, interruptible: true });
  const { type } = played.end;
  // Asterisk sets FAILED even if a digit ended the playback; a line from the AGI sets nothing.
  const status = type === "time" ? "SUCCESS" : "FAILED";
  if (type !== "line") call.world.variables.set("PLAYBACKSTATUS", status);
  tellDigit(call, "STREAM FILE", played.end);
  return told(played);
}

async function getOption(call: Call, args: readonly string[]): Promise<CommandOutcome> {
  const [file = "", digits = "", timeout] = args;
  const milliseconds = timeout === undefined
    ? Number(call.world.settings.get("TIMEOUT(digit)") ?? DIGIT_TIMEOUT) * 1000
    : leadingInteger(timeout) ?? 0;
  if (args.length < 2 || args.length > 3) return USAGE;
  const samples = call.soundLength(file);
  if (samples === undefined) return failure(-1, " endpos=0");
  const played = await play(call, { text: file, samples, digits, interruptible: true });
  tellDigit(call, "GET OPTION", played.end);
  if (played.end.type !== "time") return told(played);
  if (milliseconds === 0) return result(0, ` endpos=${played.position}`);
  call.channel.listen();
  const deadline = milliseconds < 0 ? Infinity : call.now + milliseconds;
  const end = await call.wait({ deadline, interruptible: true });
  call.channel.ignore();
  tellDigit(call, "GET OPTION", end);
  // Another digit, a line and a hangup all count as no digit here.
  const chosen = end.type === "digit" && digits.includes(end.digit);
  return result(chosen ? digitCode(end.digit) : 0, ` endpos=${played.position}`);
}
