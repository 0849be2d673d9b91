import type { StepOf } from "./exchange.ts";

/** Commands whose result is the ASCII code of a key. */
const KEY_VERBS =
  /^(STREAM FILE|CONTROL STREAM FILE|GET OPTION|WAIT FOR DIGIT|SAY \w+|RECEIVE CHAR)$/;

/** What a result of a command means, where the number alone does not say it. */
const RESULTS: Readonly<Record<string, string>> = {
  "CHANNEL STATUS 0": "down",
  "CHANNEL STATUS 4": "ringing",
  "CHANNEL STATUS 5": "ringing at the other end",
  "CHANNEL STATUS 6": "up",
  "CHANNEL STATUS 7": "busy",
  "CHANNEL STATUS -1": "no such channel",
  "DATABASE DELTREE 0": "deleted",
  "DATABASE DELTREE 1": "nothing deleted",
  "DATABASE GET 0": "no such entry",
  "EXEC -2": "no such application",
  "GET DATA -1": "failed, or hung up",
  "GET FULL VARIABLE 0": "no such channel",
  "GET VARIABLE 0": "not set",
  "HANGUP -1": "no such channel",
  "WAIT FOR DIGIT 0": "no key in time",
  "WAIT FOR DIGIT 1": "stopped by the next command",
};

/** Says what a reply means; `undefined` if its text already does. */
export function meaningOf(
  { verb, status, result, text = "" }: StepOf<"reply">,
): string | undefined {
  if (status !== 200 || result === undefined) return undefined;
  const known = RESULTS[`${verb} ${result}`];
  if (known !== undefined) return known;
  if (verb === "GET DATA") return entered(result, text);
  if (verb === "RECORD FILE") return recorded(result, text);
  if (!KEY_VERBS.test(verb)) return undefined;
  const code = Number(result);
  if (code === -1) return "failed, or hung up";
  if (code === 0) return "no key";
  return code >= 0x20 && code < 0x7f ? `key ${String.fromCharCode(code)}` : undefined;
}

function entered(digits: string, text: string): string {
  const timedOut = text.includes("(timeout)");
  if (digits === "") return timedOut ? "no digits in time" : "no digits";
  return `entered ${digits}${timedOut ? ", then timed out" : ""}`;
}

/** The word in parentheses decides; the number can be anything. */
function recorded(result: string, text: string): string | undefined {
  const [, why] = /^\((\w+)\)/.exec(text) ?? [];
  if (why === "dtmf") return `key ${String.fromCharCode(Number(result))}`;
  if (why === "timeout") return "ended by silence or by time";
  return why === "hangup" ? "hung up" : undefined;
}
