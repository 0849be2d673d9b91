import { invalid, readNumber, readOptions, wrongValue } from "./common.ts";
import type { Invocation } from "./invocation.ts";

/** Reads the arguments of `tipring replay`. */
export function readReplay(argv: readonly string[]): Invocation {
  const { words, values, flags, problem } = readOptions(argv, {
    values: { "timeout": "30", "to-test": undefined },
  });
  if (flags.help) return { kind: "help", topic: "replay" };
  if (problem !== undefined) return invalid("replay", problem);
  const [recording, file, more] = words;
  if (recording === undefined || file === undefined) {
    return invalid("replay", "Cannot replay: name a recording and a handler file");
  }
  if (more !== undefined) {
    return invalid("replay", `Cannot use ${more}: a recording has its arguments in it`);
  }
  const { timeout = "" } = values;
  const seconds = readNumber(timeout, 0.001, 86_400);
  if (seconds === undefined) {
    return invalid("replay", wrongValue("timeout", timeout, "seconds from 0.001 to 86400"));
  }
  const testFile = values["to-test"];
  if (testFile === "") return invalid("replay", wrongValue("to-test", "", "a file"));
  return {
    kind: "replay",
    recording,
    file,
    timeout: seconds * 1000,
    ...testFile !== undefined && { testFile },
  };
}
