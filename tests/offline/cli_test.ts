import { assertEquals, assertThrows } from "@std/assert";
import { parseArgs } from "@std/cli";
import { parseArgs as parseArgsFromSubpath } from "@std/cli/parse-args";

Deno.test("parseArgs() is the same function in both exports", () => {
  assertEquals(parseArgsFromSubpath, parseArgs);
});

Deno.test("parseArgs() guesses the type when no option names the flag", () => {
  assertEquals(
    parseArgs(["--foo", "--bar=baz", "--port", "80", "-n5", "-x", "-y", "z", "./a.txt", "7"]),
    { foo: true, bar: "baz", port: 80, n: 5, x: true, y: "z", _: ["./a.txt", 7] },
  );
  assertEquals(parseArgs(["-abc"]), { a: true, b: true, c: true, _: [] });
  assertEquals(parseArgs(["--hex", "0x10", "--exp=1e3", "--no", "12a"]), {
    hex: 16,
    exp: 1000,
    no: "12a",
    _: [],
  });
  assertEquals(parseArgs(["-"]), { _: ["-"] });
});

Deno.test("parseArgs() takes what follows a letter, and is not one, as its value", () => {
  const args = parseArgs(["-a=1", "-b-", "-vc:/x", "-n-5", "-e="]);
  assertEquals(args, { a: 1, b: "-", v: true, c: ":/x", n: -5, e: true, "=": true, _: [] });
});

Deno.test("parseArgs() gives a boolean flag no value but true and false", () => {
  const args = parseArgs(["--verbose", "file", "-q", "true", "--dry=false"], {
    boolean: ["verbose", "q", "dry", "unused"],
  });
  const verbose: boolean = args.verbose;
  assertEquals(verbose, true);
  assertEquals(args, { verbose: true, q: true, dry: false, unused: false, _: ["file"] });
  assertEquals(parseArgs(["--a", "b", "-c", "d"], { boolean: true }), {
    a: true,
    c: "d",
    _: ["b"],
  });
});

Deno.test("parseArgs() keeps a string flag as text", () => {
  const args = parseArgs(["--port", "080", "--name", "--zip=1"], {
    string: ["port", "name", "zip"],
  });
  const port: string | undefined = args.port;
  assertEquals(port, "080");
  assertEquals(args, { port: "080", name: "", zip: "1", _: [] });
  const rest: Array<string | number> = parseArgs(["1", "2"], { string: "_" })._;
  assertEquals(rest, ["1", "2"]);
  assertEquals(parseArgs([], { string: ["port"] }).port, undefined);
});

Deno.test("parseArgs() sets a flag and its aliases together", () => {
  const args = parseArgs(["-p", "80", "--loud"], {
    string: ["port"],
    boolean: ["verbose"],
    alias: { port: ["p", "P"], verbose: "loud" },
  });
  const short: string | undefined = args.p;
  const loud: boolean = args.loud;
  assertEquals([short, loud], ["80", true]);
  assertEquals(args, { port: "80", p: "80", P: "80", verbose: true, loud: true, _: [] });
});

Deno.test("parseArgs() uses a default when the flag is missing", () => {
  const args = parseArgs(["--host", "a"], {
    string: ["host", "port"],
    boolean: ["color"],
    alias: { port: "p" },
    default: { host: "localhost", port: 4573, color: true, other: [1] },
  });
  const host: string = args.host;
  const port: string | number = args.port;
  const color: boolean = args.color;
  const other: unknown = args.other;
  assertEquals([host, port, color, other], ["a", 4573, true, [1]]);
  assertEquals(args, { host: "a", port: 4573, p: 4573, color: true, other: [1], _: [] });
});

Deno.test("parseArgs() keeps every value of a collected flag", () => {
  const args = parseArgs(["--set", "a", "--set=1", "--on", "--any", "2"], {
    string: ["set", "none"],
    boolean: ["on"],
    collect: ["set", "none", "on", "any"],
  });
  const set: string[] = args.set;
  const on: boolean[] = args.on;
  const any: unknown[] = args.any;
  assertEquals([set, on, any], [["a", "1"], [true], [2]]);
  assertEquals(args.none, []);
  assertEquals(parseArgs(["--foo", "1", "--foo", "2"])["foo"], 2);
  const negated = parseArgs(["--no-set", "--set", "a"], { collect: ["set"], negatable: ["set"] });
  assertEquals(negated, { set: ["a"], _: [] });
});

Deno.test("parseArgs() sets a negatable flag to false, and no other", () => {
  const args = parseArgs(["--no-color", "--no-log"], {
    boolean: ["color"],
    string: ["log"],
    negatable: ["color", "log"],
    default: { color: true },
  });
  const log: string | false | undefined = args.log;
  assertEquals([args.color, log], [false, false]);
  assertEquals(parseArgs(["--no-color"]), { "no-color": true, _: [] });
});

Deno.test("parseArgs() asks unknown about what no option names", () => {
  const seen: unknown[][] = [];
  const args = parseArgs(["--known", "--port=8", "-xy", "1", "file"], {
    boolean: ["known"],
    unknown: (arg, key, value) => {
      seen.push(key === undefined ? [arg] : [arg, key, value]);
      return arg === "file";
    },
  });
  assertEquals(seen, [
    ["--port=8", "port", "8"],
    ["-xy", "x", true],
    ["-xy", "y", "1"],
    ["file"],
  ]);
  assertEquals(args, { known: true, _: ["file"] });
});

Deno.test("parseArgs() leaves what follows a double dash alone", () => {
  assertEquals(parseArgs(["-a", "--", "-b", "1"]), { a: true, _: ["-b", "1"] });
  const args = parseArgs(["a", "--", "-b", "--", "1"], { "--": true });
  const rest: string[] = args["--"];
  assertEquals(rest, ["-b", "--", "1"]);
  assertEquals(args, { _: ["a"], "--": ["-b", "--", "1"] });
});

Deno.test("parseArgs() stops at the first non-flag with stopEarly", () => {
  assertEquals(parseArgs(["-a", "--b", "c", "run", "--d", "1"], { stopEarly: true }), {
    a: true,
    b: "c",
    _: ["run", "--d", "1"],
  });
});

Deno.test("parseArgs() does not change what it is given", () => {
  const given = ["--set", "a", "--", "b"];
  const collected = Object.freeze(["x"]);
  parseArgs(given, { collect: ["set"], default: { other: collected } });
  assertEquals(given, ["--set", "a", "--", "b"]);
});

Deno.test("parseArgs() refuses an alias without a value", () => {
  const alias: Record<string, string> = JSON.parse("{}");
  Object.assign(alias, { a: undefined });
  assertThrows(() => parseArgs([], { alias }), TypeError, "Alias value must be defined");
});
