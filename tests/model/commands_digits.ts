import type { Call } from "./call.ts";
import {
  digitCode,
  leadingInteger,
  type Outcome,
  result,
  SILENT,
  type Table,
  USAGE,
} from "./outcome.ts";

/** What Asterisk takes for a negative timeout of GET DATA, in milliseconds. */
const VERY_LONG = 1e9;

/** Commands that read digits. */
export const DIGITS: Table = {
  "GET DATA": { dead: false, run: getData },
  "WAIT FOR DIGIT": { dead: false, run: waitForDigit },
};

async function getData(call: Call, args: readonly string[]): Promise<Outcome> {
  if (args.length < 1 || args.length > 3) return USAGE;
  const [file = "", timeout = "0", max = "1024"] = args;
  const maxDigits = leadingInteger(max) ?? 0;
  const samples = file === "" ? 0 : call.world.sounds(file);
  if (samples === undefined || maxDigits <= 0) return result(-1);
  const { first, between } = timeouts(leadingInteger(timeout) ?? 0);
  call.channel.listen();
  let digits = "";
  let deadline = call.now + samples / 8 + first;
  while (digits.length < maxDigits) {
    const event = await call.wait({ deadline, interruptible: true });
    if (event.type === "digit" && event.digit !== "#") {
      digits += event.digit;
      deadline = call.now + between;
      continue;
    }
    call.channel.ignore();
    if (event.type === "line") return SILENT;
    if (event.type === "hangup") return result(-1);
    return result(digits, event.type === "time" ? " (timeout)" : "");
  }
  call.channel.ignore();
  return result(digits);
}

function timeouts(milliseconds: number): { first: number; between: number } {
  if (milliseconds === 0) return { first: 6000, between: 2000 };
  const both = milliseconds < 0 ? VERY_LONG : milliseconds;
  return { first: both, between: both };
}

async function waitForDigit(call: Call, args: readonly string[]): Promise<Outcome> {
  const [timeout = ""] = args;
  const milliseconds = leadingInteger(timeout);
  if (args.length !== 1 || milliseconds === undefined) return USAGE;
  if (milliseconds === 0) return result(0);
  call.channel.listen();
  const deadline = milliseconds < 0 ? Infinity : call.now + milliseconds;
  const event = await call.wait({ deadline, interruptible: true });
  call.channel.ignore();
  switch (event.type) {
    case "digit":
      return result(digitCode(event.digit));
    case "hangup":
      return result(-1);
    case "line":
      return result(1);
    case "time":
      return result(0);
  }
}
