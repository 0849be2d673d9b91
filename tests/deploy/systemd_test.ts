import { assert, assertEquals } from "@std/assert";
import { readInvocation } from "../../src/cli/options/invocation.ts";
import { Folder, pathOf } from "../cli/program.ts";
import { isInstalled } from "./installed.ts";

const text = await Deno.readTextFile(pathOf("../../deploy/tipring.service"));

/** The values of a setting, in their order. */
function valuesOf(setting: string): string[] {
  return Array.from(
    text.matchAll(new RegExp(`^${setting}=(.*)$`, "gm")),
    ([, value = ""]) => value,
  );
}

/** The command as systemd makes it, of the variables in the unit. */
function command(): string[] {
  const variables = new Map(
    valuesOf("Environment").map((pair) => {
      const [name = "", ...value] = pair.split("=");
      return [name, value.join("=")];
    }),
  );
  const [line = ""] = valuesOf("ExecStart");
  return line.split(" ").flatMap((word) =>
    word.startsWith("$") ? (variables.get(word.slice(1)) ?? "").split(" ") : [word]
  );
}

Deno.test({
  name: "deploy/tipring.service is accepted by systemd-analyze verify without a word",
  ignore: !isInstalled("systemd-analyze"),
  async fn() {
    await using folder = await Folder.make();
    // What it starts must exist, which is not so where nothing is installed.
    const unit = text.replaceAll("/usr/bin/tipring", "/bin/true");
    const file = await folder.write("tipring.service", unit);
    const { code, stderr } = await new Deno.Command("systemd-analyze", {
      args: ["verify", "--man=no", file],
    }).output();
    assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
  },
});

Deno.test("deploy/tipring.service starts tipring serve, and leaves it the time to drain", () => {
  const [program, ...args] = command();
  assertEquals(program, "/usr/bin/tipring");
  const invocation = readInvocation(args);
  assert(invocation.kind === "serve", JSON.stringify(invocation));
  const { drainDelay, drainTimeout } = invocation;
  assert(1000 * Number(valuesOf("TimeoutStopSec")[0]) > drainDelay + drainTimeout);
  assert(drainDelay > 0);
});

Deno.test("deploy/tipring.service lets Deno compile, and write to its cache", () => {
  assertEquals(valuesOf("MemoryDenyWriteExecute"), []);
  assert(valuesOf("Environment").includes(`DENO_DIR=/var/cache/${valuesOf("CacheDirectory")[0]}`));
  // A second signal would end the process's calls.
  assertEquals(valuesOf("KillMode"), ["mixed"]);
});
