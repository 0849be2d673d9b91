import { assertEquals } from "@std/assert";
import {
  type OwnProcess,
  type WorkerCommand,
  workerCommand,
} from "../../../src/cli/workers/command.ts";

const ARGS = ["serve", "--workers", "2", "pin.ts", ""];

const OWN: OwnProcess = {
  standalone: false,
  execPath: "/usr/bin/deno",
  mainModule: "file:///usr/lib/tipring/tipring.js",
  args: ARGS,
  permissions: ["net", "read"],
  commandLine: undefined,
};

function run(...first: string[]): readonly string[] {
  return workerCommand({ ...OWN, commandLine: [...first, ...ARGS] });
}

Deno.test("workerCommand() runs a compiled program again", () => {
  const own = { ...OWN, standalone: true, execPath: "/usr/bin/tipring" };
  assertEquals(workerCommand(own), ["/usr/bin/tipring", ...ARGS]);
  assertEquals(
    workerCommand({ ...own, commandLine: ["tipring", ...ARGS] }),
    ["/usr/bin/tipring", ...ARGS],
  );
});

Deno.test("workerCommand() keeps the options for Deno, and adds the one that workers need", () => {
  assertEquals(run("deno", "run", "-A", "--config", "x.json", "cli.ts"), [
    ...["/usr/bin/deno", "run", "-A", "--config", "x.json", "--unstable-net", "cli.ts"],
    ...ARGS,
  ]);
  assertEquals(run("deno", "-A", "--unstable-net", "cli.ts"), [
    ...["/usr/bin/deno", "-A", "--unstable-net", "cli.ts"],
    ...ARGS,
  ]);
});

Deno.test("workerCommand() gives no more permissions where it cannot see the command line", () => {
  const expected: WorkerCommand = [
    "/usr/bin/deno",
    ...["run", "--allow-net", "--allow-read", "--unstable-net"],
    "file:///usr/lib/tipring/tipring.js",
    ...ARGS,
  ];
  assertEquals(workerCommand(OWN), expected);
  assertEquals(
    workerCommand({ ...OWN, commandLine: ["deno", "run", "cli.ts", "serve"] }),
    expected,
  );
  assertEquals(workerCommand({ ...OWN, commandLine: ARGS }), expected);
});
