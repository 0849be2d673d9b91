import type { Step, StepBody } from "../../src/cli/console/messages.ts";

let count = 0;

/** Makes a step at a time, with the next number. */
export function step(body: StepBody, at: number): Step {
  return { ...body, n: count++, at };
}

function command(verb: string, at: number, waiting: "caller" | "asterisk" | "dialplan"): Step {
  return step({ kind: "command", verb, line: `${verb} x`, waiting, wire: 0 }, at);
}

function reply(verb: string, at: number, result: string): Step {
  return step({ kind: "reply", verb, status: 200, result, text: "", duration: 1 }, at);
}

/** A prompt that a key stops, two seconds of work, a quick command, and one that runs. */
export const CALL: readonly Step[] = [
  command("STREAM FILE", 100, "caller"),
  step({ kind: "key", key: "1", heard: true }, 2050),
  reply("STREAM FILE", 2100, "49"),
  command("DATABASE GET", 4000, "asterisk"),
  reply("DATABASE GET", 4001, "1"),
  command("EXEC", 5000, "dialplan"),
];
