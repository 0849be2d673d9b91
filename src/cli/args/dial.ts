import { outcomesHelp, readOutcomes } from "./outcomes.ts";
import { invalid, readNumber, readOptions, wrongValue } from "./common.ts";
import type { DialInvocation, Invocation } from "./invocation.ts";

/** The port of FastAGI. */
const DEFAULT_PORT = 4573;

/** Reads the arguments of `tipring dial`. */
export function readDial(argv: readonly string[]): Invocation {
  const { words, values, flags, lists, problem } = readOptions(argv, {
    values: {
      "caller-id": undefined,
      "expect": undefined,
      "extension": "s",
      "hangup-after": undefined,
      "press": undefined,
      "record": undefined,
      "sounds": undefined,
      "talk": undefined,
    },
    flags: ["fast", "json"],
    lists: ["app", "database", "var"],
  });
  if (flags.help) return { kind: "help", topic: "dial" };
  if (problem !== undefined) return invalid("dial", problem);
  const wrong = (option: keyof typeof values, right: string) =>
    invalid("dial", wrongValue(option, values[option] ?? "", right));
  const [name, ...args] = words;
  if (name === undefined) {
    return invalid("dial", "Cannot dial: name a handler file or an address, agi://host/path");
  }
  const target = readTarget(name);
  if (target === undefined) {
    return invalid("dial", `Cannot dial ${name}: an address is agi://host[:port][/path][?query]`);
  }
  const press = values.press?.split(",") ?? [];
  if (!press.every((answer) => /^([^\s:]+:)?[0-9A-D*#]*$/.test(answer))) {
    return wrong(
      "press",
      "keys for each question with commas between, such as 1,,vm-password:1234#",
    );
  }
  const after = values["hangup-after"];
  const seconds = after === undefined ? undefined : readNumber(after, 0, 86_400);
  if (after !== undefined && seconds === undefined) {
    return wrong("hangup-after", "seconds from 0 to 86400");
  }
  const talk = values.talk === undefined ? undefined : readNumber(values.talk, 0, 86_400);
  if (values.talk !== undefined && talk === undefined) {
    return wrong("talk", "seconds from 0 to 86400");
  }
  const outcomes = readOutcomes(lists.app);
  if (typeof outcomes === "string") {
    return invalid("dial", wrongValue("app", outcomes, outcomesHelp(outcomes)));
  }
  const { extension = "", record, expect, sounds } = values;
  if (expect === "") return wrong("expect", "a file");
  if (sounds === "") return wrong("sounds", "a folder");
  if (!/^\S+$/.test(extension)) return wrong("extension", "a dialplan extension");
  if (record === "") return wrong("record", "a file");
  const caller = readCallerId(values["caller-id"]);
  if (caller === undefined) {
    return wrong("caller-id", 'a number, or a name such as "Ann <5551234>"');
  }
  const variables = readPairs(lists.var);
  if (typeof variables === "string") {
    return invalid("dial", wrongValue("var", variables, "NAME=VALUE"));
  }
  const database = readPairs(lists.database);
  if (typeof database === "string" || !Object.keys(database).every((key) => /.\/./.test(key))) {
    return invalid("dial", wrongValue("database", lists.database.join(" "), "FAMILY/KEY=VALUE"));
  }
  return {
    kind: "dial",
    target,
    name,
    args,
    press,
    hangupAfter: seconds === undefined ? undefined : seconds * 1000,
    ...caller,
    extension,
    variables,
    database,
    recordFile: record,
    json: flags.json,
    fast: flags.fast,
    applications: outcomes,
    talk: talk === undefined ? undefined : talk * 1000,
    expectFile: expect,
    soundsFolder: sounds,
  };
}

function readTarget(name: string): DialInvocation["target"] | undefined {
  if (!/^\w+:\/\//.test(name)) return { file: name };
  const [, six, four, port, script = ""] =
    /^agi:\/\/(?:\[([0-9a-f:.]+)\]|([^/:?[\]\s]+))(?::(\d{1,5}))?(?:\/(.*))?$/is.exec(name) ?? [];
  const hostname = six ?? four;
  const number = Number(port ?? DEFAULT_PORT);
  if (hostname === undefined || number > 65535 || /[\r\n\0]/.test(script)) return undefined;
  return { hostname, port: number, script };
}

/** `5551234`, `Ann <5551234>` or `"Ann" <5551234>`. */
function readCallerId(
  text: string | undefined,
): Pick<DialInvocation, "callerId" | "callerName"> | undefined {
  if (text === undefined) return { callerId: undefined, callerName: undefined };
  const [, name, number] = /^"?([^"<>\p{Cc}]*?)"? *<([^<>\s]*)>$/u.exec(text) ?? [];
  if (number !== undefined) return { callerId: number || undefined, callerName: name || undefined };
  return /^[^<>"\s]+$/.test(text) ? { callerId: text, callerName: undefined } : undefined;
}

/** The values by their names, or the text that is none. */
function readPairs(texts: readonly string[]): Record<string, string> | string {
  const pairs: [string, string][] = [];
  for (const text of texts) {
    const [, name, value] = /^([^=\s]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) return text;
    pairs.push([name, value]);
  }
  return Object.fromEntries(pairs);
}
