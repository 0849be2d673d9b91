import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Invocation, readInvocation } from "../../../src/cli/options/invocation.ts";

/** What is wrong, and which help is about it. */
function complaint(...argv: string[]): Extract<Invocation, { kind: "invalid" }> {
  const invocation = readInvocation(argv);
  assert(invocation.kind === "invalid", `${argv} is taken for ${invocation.kind}`);
  return invocation;
}

Deno.test("readInvocation() suggests the option or subcommand that was probably meant", () => {
  for (
    const [argv, message] of [
      [["--hlep"], "Unknown option --hlep (did you mean --help?)"],
      [
        ["srve", "pin.ts"],
        'Unknown subcommand "srve" (did you mean serve? a handler file of that name is ./srve)',
      ],
      [
        ["chekc", "pin.ts"],
        'Unknown subcommand "chekc" (did you mean check? a handler file of that name is ./chekc)',
      ],
      [["help"], 'Unknown subcommand "help" (did you mean --help?)'],
      [["version", "x"], 'Unknown subcommand "version" (did you mean --version?)'],
      [["routes", "--jsno"], "Unknown option --jsno (did you mean --json?)"],
      [["check", "--sound", "x"], "Unknown option --sound (did you mean --sounds?)"],
      [["serve", "--prot", "80"], "Unknown option --prot (did you mean --port?)"],
      [["serve", "--max-cals=5"], "Unknown option --max-cals=5 (did you mean --max-calls?)"],
      [["serve", "--colour"], "Unknown option --colour"],
      [["dial", "a.ts", "--callerid=1"], "Unknown option --callerid=1 (did you mean --caller-id?)"],
    ] as const
  ) {
    assertEquals(complaint(...argv).message, message);
  }
});

Deno.test("readInvocation() suggests agi:// for an address of dial that lacks it", () => {
  const addresses = [
    ...["10.0.0.5:4573", "pbx.example:4573/pin?x=1", "[::1]:4573"],
    ...["10.0.0.5", "10.0.0.5/pin", "localhost/pin", "[::1]/pin"],
  ];
  for (const address of addresses) {
    assertEquals(
      complaint("dial", address).message,
      `Invalid address "${address}": must begin with agi:// (did you mean agi://${address}?)`,
    );
  }
  for (const [address, meant] of [["::1", "[::1]"], ["agi:pbx", "pbx"], ["agi:/pbx/a", "pbx/a"]]) {
    assertEquals(
      complaint("dial", `${address}`).message,
      `Invalid address "${address}": must begin with agi:// (did you mean agi://${meant}?)`,
    );
  }
  for (const file of ["a:b.ts", "10.0.0.5.ts", "localhost.ts", "./localhost"]) {
    const invocation = readInvocation(["dial", file]);
    assert(invocation.kind === "dial");
    assertEquals(invocation.target, { file });
  }
});

Deno.test("readInvocation() rejects a malformed pattern, and says where", () => {
  for (const subcommand of ["serve", "dev", "check", "routes"]) {
    const { message, topic } = complaint(subcommand, "good.ts", "/a(b=x.ts");
    assertEquals(topic, subcommand);
    assertEquals(
      message,
      'Invalid pattern "/a(b": "(" at index 2 is not closed (escape a parenthesis as "\\(")',
    );
  }
});

Deno.test("readInvocation() rejects an empty name where there must be a file", () => {
  for (const subcommand of ["serve", "dev", "check", "routes"]) {
    assertEquals(
      complaint(subcommand, "good.ts", "").message,
      'Invalid handler file "": must be the name of a file or a folder',
    );
  }
  for (
    const argv of [[""], ["run", ""], ["dial", ""], ["replay", "", "x.ts"], ["replay", "x", ""]]
  ) {
    assertStringIncludes(complaint(...argv).message, "handler file");
  }
});

Deno.test("readInvocation() suggests the slash that a pattern lacks", () => {
  for (const subcommand of ["check", "routes"]) {
    assertStringIncludes(
      complaint(subcommand, "menu=menu.ts").message,
      'Invalid pattern "menu=menu.ts": must begin with / (did you mean /menu=menu.ts?',
    );
  }
  assertEquals(
    complaint("serve", "menu/:lang=menu.ts").message,
    'Invalid pattern "menu/:lang=menu.ts": must begin with / ' +
      "(did you mean /menu/:lang=menu.ts? a file of that name is ./menu/:lang=menu.ts)",
  );
  assertEquals(
    complaint("serve", "handlers/menu.ts=/menu").message,
    'Invalid pattern "handlers/menu.ts=/menu": must begin with / ' +
      "(did you mean /menu=handlers/menu.ts? a file of that name is ./handlers/menu.ts=/menu)",
  );
});

Deno.test("readInvocation() says what is right for a value that begins with a dash", () => {
  for (
    const [argv, message] of [
      [
        ["serve", "x.ts", "--max-calls", "-1"],
        'Invalid --max-calls "-1": must be a whole number from 1 to 1000000',
      ],
      [
        ["serve", "x.ts", "--drain-timeout", "-0.5", "--watch"],
        'Invalid --drain-timeout "-0.5": must be seconds from 0 to 86400',
      ],
      [
        ["dial", "x.ts", "--language", "-en"],
        'Invalid --language "-en": must be a language such as en or pt_BR',
      ],
      [["serve", "x.ts", "--admin", "-1"], 'Invalid --admin "-1": must be a port or HOST:PORT'],
      [
        ["serve", "x.ts", "--log-level", "-v"],
        'Invalid --log-level "-v": must be one of debug, info, warn, error',
      ],
      [
        ["dev", "x.ts", "--port", "-1"],
        'Invalid --port "-1": must be a whole number from 0 to 65535',
      ],
      [
        ["replay", "a", "b.ts", "--timeout", "-1"],
        'Invalid --timeout "-1": must be seconds from 0.001 to 86400',
      ],
      [
        ["serve", "x.ts", "--record", "-dir"],
        'Invalid --record "-dir": a value that begins with - must follow = (write --record=-dir)',
      ],
      [
        ["dial", "x.ts", "--var", "-a=b"],
        'Invalid --var "-a=b": a value that begins with - must follow = (write --var=-a=b)',
      ],
      [["dial", "x.ts", "-5"], "Unknown option -5 (write -- before arguments that begin with -)"],
      [["serve", "x.ts", "--watch", "-x"], "Unknown option -x"],
    ] as const
  ) {
    assertEquals(complaint(...argv).message, message);
  }
});

Deno.test("readInvocation() takes a value that begins with a dash after =, and arguments after --", () => {
  const invocation = readInvocation(["dial", "x.ts", "--caller-id=-5", "--", "--port", "-1"]);
  assert(invocation.kind === "dial");
  assertEquals([invocation.callerId, invocation.args], ["-5", ["--port", "-1"]]);
  assertEquals(readInvocation(["serve", "x.ts", "--port", "-h"]), { kind: "help", topic: "serve" });
});
