import type { Call } from "./call.ts";
import {
  type CommandOutcome,
  type CommandTable,
  digitCode,
  failure,
  leadingInteger,
  result,
  SILENT,
  USAGE,
} from "./outcome.ts";
import { Prompt } from "./prompt.ts";

/** The timeout that Asterisk uses if GET DATA has a negative one, in milliseconds. */
const VERY_LONG = 1e9;

/** Commands that read digits. */
export const DIGITS: CommandTable = {
  "GET DATA": { dead: false, run: getData },
  "WAIT FOR DIGIT": { dead: false, run: waitForDigit },
};

async function getData(call: Call, args: readonly string[]): Promise<CommandOutcome> {
  if (args.length < 1) return USAGE;
  const [file = "", timeout = "0", max = "1024"] = args;
  const maxDigits = leadingInteger(max) ?? 0;
  const samples = file === "" ? 0 : call.soundLength(file);
  if (samples === undefined || maxDigits <= 0) return result(-1);
  call.channel.music = undefined;
  call.channel.listen();
  const prompt = new Prompt(call, { text: file, samples });
  const outcome = await collect(call, { maxDigits, timeout, prompt });
  call.channel.ignore();
  return outcome;
}

async function collect(
  call: Call,
  options: { maxDigits: number; timeout: string; prompt: Prompt },
): Promise<CommandOutcome> {
  const { first, between } = timeouts(leadingInteger(options.timeout) ?? 0);
  let digits = "";
  let deadline = options.prompt.ends + first;
  while (digits.length < options.maxDigits) {
    const end = await options.prompt.wait({ deadline, interruptible: true });
    if (end.type === "digit" && end.digit !== "#") {
      digits += end.digit;
      deadline = call.now + between;
      continue;
    }
    if (end.type === "line") return SILENT;
    if (end.type === "hangup") return result(-1);
    call.tell({ type: "digits", verb: "GET DATA", digits });
    return result(digits, end.type === "time" ? " (timeout)" : "");
  }
  call.tell({ type: "digits", verb: "GET DATA", digits });
  return result(digits);
}

function timeouts(milliseconds: number): { first: number; between: number } {
  if (milliseconds === 0) return { first: 6000, between: 2000 };
  const both = milliseconds < 0 ? VERY_LONG : milliseconds;
  return { first: both, between: both };
}

async function waitForDigit(call: Call, args: readonly string[]): Promise<CommandOutcome> {
  const [timeout = ""] = args;
  const milliseconds = leadingInteger(timeout);
  if (args.length !== 1 || milliseconds === undefined) return USAGE;
  if (milliseconds === 0) return result(0);
  call.channel.listen();
  const deadline = milliseconds < 0 ? Infinity : call.now + milliseconds;
  const end = await call.wait({ deadline, interruptible: true });
  call.channel.ignore();
  switch (end.type) {
    case "digit":
      call.tell({ type: "digits", verb: "WAIT FOR DIGIT", digits: end.digit });
      return result(digitCode(end.digit));
    case "hangup":
      return failure(-1);
    case "line":
      return result(1);
    case "text":
    case "time":
      return result(0);
  }
}
