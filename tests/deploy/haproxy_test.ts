import { assert, assertEquals, assertMatch } from "@std/assert";
import { Folder, pathOf } from "../cli/program.ts";
import { isInstalled } from "./installed.ts";

const SHIPPED = pathOf("../../deploy/haproxy.cfg");

/** The user and the group of Debian's package, which no other machine has. */
const USER = /^ +(user|group) .*\n/gm;

const text = await Deno.readTextFile(SHIPPED);

/** The seconds of a timeout. */
function seconds(name: string): number {
  const [, value = "", unit = ""] = new RegExp(`^ +timeout ${name} (\\d+)(ms|s|h)$`, "m").exec(
    text,
  ) ?? [];
  return Number(value) * (unit === "h" ? 3600 : unit === "s" ? 1 : 0.001);
}

Deno.test({
  name: "deploy/haproxy.cfg is accepted by haproxy without a warning",
  ignore: !isInstalled("haproxy", "-v"),
  async fn() {
    await using folder = await Folder.make();
    const file = await folder.write("haproxy.cfg", text.replaceAll(USER, ""));
    const { code, stderr } = await new Deno.Command("haproxy", { args: ["-c", "-f", file] })
      .output();
    const said = new TextDecoder().decode(stderr);
    assertEquals(code, 0, said);
    assert(!/WARNING|ALERT/.test(said), said);
  },
});

Deno.test("deploy/haproxy.cfg lets a silent call go on for longer than any call may last", () => {
  // The most that --max-call-time takes.
  assert(seconds("tunnel") > 86_400);
  assert(!/^ *[^#]*(on-marked-down|hard-stop-after \d)/m.test(text));
});

Deno.test("deploy/haproxy.cfg notices a server that goes within the --drain-delay that it names", () => {
  const [, delay] = /--drain-delay (\d+)/.exec(text) ?? [];
  const [, inter, fall] = /inter (\d+)s .*fall (\d+)/.exec(text) ?? [];
  assert(Number(delay) > Number(inter) * Number(fall) + seconds("check"));
  assertMatch(text, /^ +option httpchk GET \/readyz$/m);
});
