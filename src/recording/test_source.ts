import type { CallScript, Deed, Run } from "./call_script.ts";

/** Applications that the simulator runs by itself as a recording has them. */
const BUILT_IN: readonly string[] = [
  "answer",
  "exec",
  "execif",
  "goto",
  "hangup",
  "mset",
  "noop",
  "progress",
  "ringing",
  "set",
  "verbose",
  "wait",
];

/** The keys of the environment that are options of a simulated call. */
const OPTIONS: readonly (readonly [key: string, option: string])[] = [
  ["agi_callerid", "callerId"],
  ["agi_calleridname", "callerIdName"],
  ["agi_channel", "channel"],
  ["agi_uniqueid", "uniqueId"],
  ["agi_context", "context"],
  ["agi_extension", "extension"],
  ["agi_dnid", "dnid"],
  ["agi_rdnis", "rdnis"],
  ["agi_language", "language"],
  ["agi_accountcode", "accountCode"],
  ["agi_network_script", "path"],
  ["agi_request", "request"],
  ["agi_version", "version"],
];

/** A function of the test that sets what was read after each run, and returns what was returned. */
const AS_RECORDED: readonly string[] = [
  "",
  "/** Ends as it was recorded: what it returned, and the variables that it left. */",
  "function asRecorded(runs: [number, Record<string, string>][]): TestApplication {",
  "  return (call) => {",
  "    const [returned, variables] = runs.shift() ?? [0, {}];",
  "    for (const [name, value] of Object.entries(variables)) call.setVariable(name, value);",
  "    return returned;",
  "  };",
  "}",
];

/** What a test is made of besides the call. */
export interface TestSourceOptions {
  /** The name of the recording. */
  name: string;
  /** How the test imports the handler. */
  handler: string;
  /** How the handler ended, for the test to check; unknown by default. */
  outcome?: "completed" | "hangup" | "failed" | undefined;
  /** What the handler threw, in a line. */
  error?: string | undefined;
}

/** Writes a test that plays a recorded call to its handler again, by `simulateCall`. */
export function testSource(
  script: CallScript,
  { name, handler, outcome, error }: TestSourceOptions,
): string {
  const deeds = script.deeds.map(deedSource);
  const options = optionsSource(script);
  const sets = Object.entries(script.set).filter(([key]) => /^\w+$/.test(key));
  const runs = options.some((line) => line.includes("asRecorded("));
  const imported = runs ? "simulateCall, type TestApplication" : "simulateCall";
  const names = [
    "heard",
    ...outcome === undefined ? [] : ["outcome"],
    ...sets.length === 0 ? [] : ["variables"],
    "transcript",
  ];
  const lines = [
    `import { assertEquals } from ${JSON.stringify("@std/assert")};`,
    `import { ${imported} } from "@tipring/agi/testing";`,
    `import handler from ${quote(handler)};`,
    "",
    `Deno.test(${quote(`the call of ${name}`)}, async () => {`,
    "  const call = simulateCall(handler, {",
    ...options.map((line) => `    ${line}`),
    "  });",
    ...deeds.map((line) => `  await call.${line};`),
    `  const { ${names.join(", ")} } = await call.result;`,
    ...error === undefined ? [] : [`  // The handler threw ${error}`],
    ...outcome === undefined ? [] : [`  assertEquals(outcome, ${quote(outcome)}, transcript);`],
    `  assertEquals(heard, ${list(script.heard)}, transcript);`,
    ...sets.map(([key, value]) =>
      `  assertEquals(variables[${quote(key.replace(/^__?/, ""))}], ${quote(value)}, transcript);`
    ),
    "});",
    ...runs ? AS_RECORDED : [],
    "",
  ];
  return lines.join("\n");
}

function optionsSource(script: CallScript): string[] {
  const { environment, variables, database, missingSounds } = script;
  const lines: string[] = [];
  for (const [key, option] of OPTIONS) {
    const value = environment.get(key);
    if (value === undefined || value === "" || value === "unknown") continue;
    lines.push(`${option}: ${quote(value)},`);
  }
  lines.push(`priority: ${Number(environment.get("agi_priority")) || 1},`);
  const args = [...environment].filter(([key]) => key.startsWith("agi_arg_"));
  if (args.length > 0) lines.push(`args: ${list(args.map(([, value]) => value))},`);
  if (environment.get("agi_enhanced") === "1.0") lines.push("enhanced: true,");
  lines.push(...recordSource("variables", variables), ...recordSource("database", database));
  if (missingSounds.size > 0) lines.push(`missingSounds: ${list([...missingSounds])},`);
  const applications = [...script.applications]
    .filter(([name]) => !BUILT_IN.includes(name.toLowerCase()));
  lines.push(...runsSource("applications", applications));
  lines.push(...runsSource("subroutines", [...script.subroutines]));
  return lines;
}

function recordSource(name: string, values: Readonly<Record<string, string>>): string[] {
  const entries = Object.entries(values);
  if (entries.length === 0) return [];
  return [
    `${name}: {`,
    ...entries.map(([key, value]) => `  ${quote(key)}: ${quote(value)},`),
    "},",
  ];
}

function runsSource(name: string, all: readonly (readonly [string, readonly Run[]])[]): string[] {
  if (all.length === 0) return [];
  return [
    `${name}: {`,
    ...all.flatMap(([key, runs]) => [
      `  ${quote(key)}: asRecorded([`,
      ...runs.map(({ returned, variables }) => `    [${returned}, ${JSON.stringify(variables)}],`),
      "  ]),",
    ]),
    "},",
  ];
}

function deedSource(deed: Deed): string {
  switch (deed.kind) {
    case "hears":
      return `hears(${quote(deed.sound)})`;
    case "press":
      return `press(${quote(deed.keys)})`;
    case "say":
      return `say(${quote(deed.text)})`;
    case "runs":
      return `runs(${quote(deed.command)})`;
    case "silence":
      return "fallSilent()";
    case "hangUp":
      return "hangUp()";
  }
}

function list(texts: readonly string[]): string {
  return `[${texts.map(quote).join(", ")}]`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
