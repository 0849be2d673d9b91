import type { Call } from "../call.ts";
import { play } from "../play.ts";
import { setVariables } from "./model.ts";
import { splitArguments } from "../functions/split_arguments.ts";
import { optionOf } from "./option_of.ts";

const KEYS = "0123456789*#ABCD";

/** The default timeout for a key, in milliseconds. */
const TIMEOUT = 10_000;

/** The default limit of digits. */
const MOST_DIGITS = 255;

interface Answer {
  readonly status: string;
  readonly digits: string;
}

/** `Read`: plays files and reads digits into a variable. */
export async function read(call: Call, options: string): Promise<number> {
  const [variable = "", files = "", most = "", letters = "", attempts = "", seconds = ""] =
    splitArguments(options, { most: 6 });
  if (variable === "") return end(call, "", { status: "ERROR", digits: "" });
  if (call.dead) return end(call, variable, { status: "HANGUP", digits: "" });
  if (!call.channel.up && optionOf(letters, "s") !== undefined) {
    return end(call, variable, { status: "SKIPPED", digits: "" });
  }
  if (optionOf(letters, "n") === undefined) call.channel.up = true;
  const request = {
    files: files === "" ? [] : files.split("&"),
    most: parseInt(most) > 0 ? Math.min(parseInt(most), MOST_DIGITS) : MOST_DIGITS,
    terminators: optionOf(letters, "t") ?? "#",
    alone: optionOf(letters, "e") !== undefined,
    timeout: parseFloat(seconds) > 0 ? parseFloat(seconds) * 1000 : TIMEOUT,
  };
  let answer: Answer = { status: "TIMEOUT", digits: "" };
  for (let left = Math.max(1, parseInt(attempts) || 1); left > 0; left--) {
    answer = await ask(call, request);
    if (answer.status !== "TIMEOUT" || answer.digits !== "") break;
  }
  if (answer.digits !== "") {
    call.tell({ type: "digits", verb: "EXEC Read", digits: answer.digits });
  }
  return end(call, variable, answer);
}

interface Request {
  readonly files: readonly string[];
  readonly most: number;
  readonly terminators: string;
  readonly alone: boolean;
  readonly timeout: number;
}

async function ask(call: Call, request: Request): Promise<Answer> {
  const { files, most, terminators, alone, timeout } = request;
  let digits = "";
  let first: string | undefined;
  for (const text of files) {
    const samples = call.soundLength(text);
    if (samples === undefined) return { status: "ERROR", digits };
    const { end } = await play(call, { text, samples, digits: KEYS, interruptible: false });
    if (end.type === "hangup") return { status: "HANGUP", digits };
    if (end.type !== "digit") continue;
    first = end.digit;
    break;
  }
  call.channel.listen();
  try {
    while (true) {
      const why = first === undefined
        ? await call.wait({ deadline: call.now + timeout })
        : { type: "digit", digit: first } as const;
      first = undefined;
      if (why.type === "hangup") return { status: "HANGUP", digits };
      if (why.type !== "digit") return { status: "TIMEOUT", digits };
      if (terminators.includes(why.digit)) {
        return { status: "OK", digits: digits === "" && alone ? why.digit : digits };
      }
      digits += why.digit;
      if (digits.length >= most) return { status: "OK", digits };
    }
  } finally {
    call.channel.ignore();
  }
}

function end(call: Call, variable: string, { status, digits }: Answer): number {
  setVariables(call, { READSTATUS: status, ...variable !== "" && { [variable]: digits } });
  return 0;
}
