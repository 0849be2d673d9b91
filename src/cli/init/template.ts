/** What a project is created for. */
export interface ProjectOptions {
  /** The version of the library. */
  readonly version: string;
  /** The absolute path of the project. */
  readonly path: string;
}

const HANDLER = `\
import type { Handler } from "@tipring/agi";
import { collect } from "@tipring/agi/ivr";

/** Asks for a number of four digits, and leaves it to the dialplan as NUMBER. */
const handler: Handler = async (channel) => {
  await channel.answer();
  const answer = await collect(channel, {
    prompt: "vm-enter-num-to-call",
    digits: 4,
  });
  if (answer.status === "matched") {
    await channel.setVariable("NUMBER", answer.digits);
  } else {
    await channel.streamFile("vm-goodbye");
  }
};

export default handler;
`;

const TEST = `\
import { assertEquals } from "@std/assert";
import { simulateCall } from "@tipring/agi/testing";
import welcome from "./welcome.ts";

Deno.test("welcome leaves the number to the dialplan", async () => {
  const call = simulateCall(welcome);
  await call.hears("vm-enter-num-to-call");
  await call.press("4711");
  const { outcome, variables, transcript } = await call.result;
  assertEquals(outcome, "completed", transcript);
  assertEquals(variables["NUMBER"], "4711", transcript);
});

Deno.test("welcome says goodbye to a caller who presses nothing", async () => {
  const { played, variables, transcript } = await simulateCall(welcome).result;
  assertEquals(played.at(-1), "vm-goodbye", transcript);
  assertEquals(variables["NUMBER"], undefined, transcript);
});
`;

const SETTINGS = `\
{
  "deno.enable": true,
  "editor.formatOnSave": true,
  "[typescript]": {
    "editor.defaultFormatter": "denoland.vscode-deno"
  }
}
`;

/** Each command of the tasks in a project. */
const TASKS = {
  dev: "tipring dev handlers",
  test: "deno test -A",
  check: "tipring check handlers",
} as const;

/** The files of a new project, by their paths in it. */
export function projectFiles(options: ProjectOptions): Readonly<Record<string, string>> {
  return {
    "deno.json": configuration(options),
    "handlers/welcome.ts": HANDLER,
    "handlers/welcome_test.ts": TEST,
    ".vscode/settings.json": SETTINGS,
    "dialplan.conf": dialplan(options),
    "README.md": README,
  };
}

function configuration({ version }: ProjectOptions): string {
  const imports = {
    "@std/assert": "jsr:@std/assert@^1.0.14",
    "@tipring/agi": `jsr:@tipring/agi@^${version}`,
  };
  return `${JSON.stringify({ imports, tasks: TASKS }, null, 2)}\n`;
}

function dialplan({ path }: ProjectOptions): string {
  // Other characters may mean something in the dialplan.
  const folder = /^[\w./-]+$/.test(path) ? path : "/path/of/this/folder";
  return `\
; Lines for the dialplan: copy them into a context of extensions.conf.

; By one server for all calls, which "deno task dev" or "tipring serve handlers" starts.
exten => 100,1,AGI(agi://127.0.0.1/welcome)
 same => n,Verbose(The caller asks for \${NUMBER})
 same => n,Hangup()

; By a process for each call. Asterisk's user must be able to read the file.
exten => 101,1,AGI(/usr/bin/tipring,${folder}/handlers/welcome.ts)
 same => n,Verbose(The caller asks for \${NUMBER})
 same => n,Hangup()
`;
}

const README = `\
# Call control with tipring

    deno task test                                      run the tests
    tipring dial handlers/welcome.ts                    call the handler, without Asterisk
    deno task dev                                       call them in a browser; reload changes
    tipring dial agi://127.0.0.1/welcome                call the server, without Asterisk
    deno task check                                     check types and routes
    tipring check handlers --sounds DIR                 and that the sounds exist

Each file in \`handlers/\` handles the calls for its path: \`handlers/welcome.ts\`
is \`agi://host/welcome\`. Tests, and files and folders whose names begin with
\`_\`, are not handlers; put what handlers share there. \`dialplan.conf\` has lines
for Asterisk.

Add packages with \`deno add npm:NAME\`, and import them by name.
`;
