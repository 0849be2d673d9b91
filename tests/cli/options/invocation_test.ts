import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Invocation, readInvocation } from "../../../src/cli/options/invocation.ts";
import type { ServeInvocation } from "../../../src/cli/serve/options.ts";

const PLAIN: ServeInvocation = {
  kind: "serve",
  handlers: [{ pattern: undefined, file: "pin.ts" }],
  hostname: "127.0.0.1",
  port: 4573,
  logLevel: "info",
  logFormat: "text",
  drainDelay: 0,
  watchdog: 30_000,
  drainTimeout: 30_000,
  allow: [],
  recordAudio: false,
  maskDigits: false,
  keepKeys: false,
  consoleDigits: false,
  watch: false,
};

/** What is wrong, and which help is about it. */
function complaint(...argv: string[]): Extract<Invocation, { kind: "invalid" }> {
  const invocation = readInvocation(argv);
  assert(invocation.kind === "invalid", `${argv} is taken for ${invocation.kind}`);
  return invocation;
}

function handlersOf(...words: string[]): ServeInvocation["handlers"] {
  const invocation = readInvocation(["serve", ...words]);
  assert(invocation.kind === "serve");
  return invocation.handlers;
}

Deno.test("readInvocation() knows help and version, short and long", () => {
  for (const flag of ["-h", "--help"]) {
    assertEquals(readInvocation([flag]), { kind: "help", topic: "tipring" });
    assertEquals(readInvocation(["run", flag]), { kind: "help", topic: "run" });
    assertEquals(readInvocation(["serve", flag]), { kind: "help", topic: "serve" });
    assertEquals(readInvocation(["serve", "a.ts", flag]), { kind: "help", topic: "serve" });
  }
  for (const flag of ["-V", "--version"]) assertEquals(readInvocation([flag]), { kind: "version" });
});

Deno.test("readInvocation() leaves everything after the file of a script to the handler", () => {
  const args = ["--help", "-x", "serve", "--", "", "two words", "--port=1", "ä\n"];
  const expected = { kind: "run", file: "/etc/pin.ts", args } as const;
  assertEquals(readInvocation(["/etc/pin.ts", ...args]), expected);
  assertEquals(readInvocation(["run", "/etc/pin.ts", ...args]), expected);
  assertEquals(readInvocation(["./serve"]), { kind: "run", file: "./serve", args: [] });
  assertEquals(readInvocation(["run", "serve"]), { kind: "run", file: "serve", args: [] });
});

Deno.test("readInvocation() reports what is missing, and which help is about it", () => {
  assertEquals(complaint().topic, "tipring");
  assertStringIncludes(complaint().message, "No handler file or subcommand given");
  assertEquals(complaint("run").topic, "run");
  assertStringIncludes(complaint("run").message, "No handler file given");
  assertEquals(complaint("serve").topic, "serve");
  assertStringIncludes(complaint("serve", "--port", "0").message, "No handler file given");
});

Deno.test("readInvocation() names an unknown option as it was typed", () => {
  for (
    const [argv, option] of [
      [["--bogus"], "--bogus"],
      [["-x", "pin.ts"], "-x"],
      [["run", "--bogus", "pin.ts"], "--bogus"],
      [["serve", "--bogus", "pin.ts"], "--bogus"],
      [["serve", "pin.ts", "--bogus=1"], "--bogus=1"],
      [["serve", "-p", "80", "pin.ts"], "-p"],
      [["serve", "--no-default", "pin.ts"], "--no-default (did you mean --default?)"],
      [["serve", "--__proto__=1", "pin.ts"], "--__proto__=1"],
    ] as const
  ) {
    assertEquals(complaint(...argv).message, `Unknown option ${option}`);
  }
});

Deno.test("readInvocation() has the options of serve, before and after the files", () => {
  assertEquals(readInvocation(["serve", "pin.ts"]), PLAIN);
  const options = ["--hostname", "::", "--port=0", "--log-level", "debug", "--log-format=json"];
  const rest = ["--drain-timeout", "0.5", "--drain-delay=2", "--default", "other.ts"];
  const expected: ServeInvocation = {
    ...PLAIN,
    defaultFile: "other.ts",
    hostname: "::",
    port: 0,
    logLevel: "debug",
    logFormat: "json",
    drainDelay: 2000,
    drainTimeout: 500,
  };
  assertEquals(readInvocation(["serve", "pin.ts", ...options, ...rest]), expected);
  assertEquals(readInvocation(["serve", ...options, ...rest, "pin.ts"]), expected);
  assertEquals(
    readInvocation(["serve", "--default=x.ts"]),
    { ...PLAIN, handlers: [], defaultFile: "x.ts" },
  );
});

Deno.test("readInvocation() has the limits of serve, and --allow as often as it is given", () => {
  const limits = ["--max-calls=500", "--max-calls-per-peer", "20", "--max-call-time", "1.5"];
  const allow = ["--allow", "10.0.0.0/8", "--allow=::1"];
  assertEquals(
    readInvocation(["serve", "pin.ts", ...limits, ...allow, "--status-variable", "AGI_STATUS_2"]),
    {
      ...PLAIN,
      allow: [
        { address: "10.0.0.0", family: "ipv4", mapped: false, prefix: 8 },
        { address: "::1", family: "ipv6", mapped: false, prefix: 128 },
      ],
      maxCalls: 500,
      maxCallsPerPeer: 20,
      maxCallTime: 1500,
      statusVariable: "AGI_STATUS_2",
    },
  );
});

Deno.test("readInvocation() has the limits of what a peer may say, in the library's units", () => {
  const limits = ["--environment-timeout", "0.5", "--max-environment-bytes=32768"];
  const more = ["--max-environment-lines=200", "--max-reply-bytes", "1073741824"];
  assertEquals(readInvocation(["serve", "pin.ts", ...limits, ...more]), {
    ...PLAIN,
    environmentTimeout: 500,
    maxEnvironmentBytes: 32_768,
    maxEnvironmentLines: 200,
    maxReplyBytes: 2 ** 30,
  });
});

Deno.test("readInvocation() takes --option= for an empty value, and a flag with none at all", () => {
  for (
    const [args, message] of [
      [["--port="], "--port requires a value: a whole number from 0 to 65535"],
      [
        ["--allow="],
        "--allow requires a value: an IP address or a CIDR range, such as 10.1.2.3, 10.0.0.0/8 or 2001:db8::/32",
      ],
      [["--watch=yes"], "--watch does not take a value"],
      [
        ["--record", "dir", "--mask-digits=false"],
        "--mask-digits does not take a value",
      ],
    ] as const
  ) {
    assertEquals(readInvocation(["serve", "a.ts", ...args]), {
      kind: "invalid",
      topic: "serve",
      message,
    });
  }
});

Deno.test("readInvocation() takes --cert and --key together only", () => {
  assertEquals(
    readInvocation(["serve", "pin.ts", "--cert", "a.crt", "--key=a.key"]),
    { ...PLAIN, certFile: "a.crt", keyFile: "a.key" },
  );
  assertEquals(
    complaint("serve", "pin.ts", "--cert", "a.crt").message,
    "--cert requires --key FILE",
  );
  assertEquals(
    complaint("serve", "pin.ts", "--key", "a.key").message,
    "--key requires --cert FILE",
  );
});

Deno.test("readInvocation() takes the values at both ends of a range", () => {
  for (const port of ["0", "65535", "080"]) {
    const invocation = readInvocation(["serve", "a.ts", "--port", port]);
    assert(invocation.kind === "serve");
    assertEquals(invocation.port, Number(port));
  }
  for (const seconds of ["0", "86400"]) {
    const both = ["--drain-timeout", seconds, "--drain-delay", seconds];
    const invocation = readInvocation(["serve", "a.ts", ...both]);
    assert(invocation.kind === "serve");
    assertEquals(invocation.drainTimeout, Number(seconds) * 1000);
    assertEquals(invocation.drainDelay, Number(seconds) * 1000);
  }
});

Deno.test("readInvocation() rejects a bad value with option, value and what is right", () => {
  const right = {
    "port": "a whole number from 0 to 65535",
    "drain-delay": "seconds from 0 to 86400",
    "drain-timeout": "seconds from 0 to 86400",
    "log-level": "one of debug, info, warn, error",
    "log-format": "one of text, json",
    "hostname": "an address of this machine",
    "default": "a handler file",
    "max-calls": "a whole number from 1 to 1000000",
    "max-calls-per-peer": "a whole number from 1 to 1000000",
    "max-call-time": "seconds from 0.001 to 86400",
    "environment-timeout": "seconds from 0.001 to 86400",
    "max-environment-bytes": "a whole number from 1 to 1073741824",
    "max-environment-lines": "a whole number from 1 to 1000000",
    "max-reply-bytes": "a whole number from 1 to 1073741824",
    "cert": "a file with a certificate in PEM",
    "key": "a file with a private key in PEM",
    "status-variable": "a variable name of letters, digits and _",
  };
  for (
    const [option, values] of Object.entries({
      "port": ["", "x", "65536", "-1", "1.5", "1e3", "0x10", "Infinity", "NaN", " 1", "1\n"],
      "drain-delay": ["", "x", "86400.5", "-1", "1e3", "Infinity"],
      "drain-timeout": ["", "x", "86400.5", "-1", "1e3", "Infinity"],
      "log-level": ["", "INFO", "warning", "constructor"],
      "log-format": ["", "JSON", "xml"],
      "hostname": [""],
      "default": [""],
      "max-calls": ["", "x", "0", "-1", "1.5", "1000001", "Infinity"],
      "max-calls-per-peer": ["", "x", "0", "1.5", "1000001"],
      "max-call-time": ["", "x", "0", "-1", "86400.5", "Infinity"],
      "environment-timeout": ["", "x", "0", "-1", "86400.5", "Infinity"],
      "max-environment-bytes": ["", "x", "0", "-1", "1.5", "64k", "1073741825", "Infinity"],
      "max-environment-lines": ["", "x", "0", "1.5", "1000001"],
      "max-reply-bytes": ["", "x", "0", "1.5", "1073741825"],
      "cert": [""],
      "key": [""],
      "status-variable": ["", "A B", "CDR(x)", "${X}", "__A\n", "Ä"],
    })
  ) {
    for (const value of values) {
      const flag = value === "" ? [`--${option}`] : [`--${option}=${value}`];
      const { message, topic } = complaint("serve", "pin.ts", ...flag);
      const what = right[option as keyof typeof right];
      const expected = value === ""
        ? `--${option} requires a value: ${what}`
        : `Invalid --${option} ${JSON.stringify(value)}: must be ${what}`;
      assertEquals(message, expected);
      assertEquals(topic, "serve");
    }
  }
});

Deno.test("readInvocation() takes PATTERN=FILE for a pattern only where it begins with a slash", () => {
  assertEquals(
    handlersOf("/menu/:lang=menu.ts", "pin.ts", "./a=b.ts", "/etc/pin.ts", "/a=b=c.ts"),
    [
      { pattern: "/menu/:lang", file: "menu.ts" },
      { pattern: undefined, file: "pin.ts" },
      { pattern: undefined, file: "./a=b.ts" },
      { pattern: undefined, file: "/etc/pin.ts" },
      { pattern: "/a", file: "b=c.ts" },
    ],
  );
  assertEquals(handlersOf("/menu="), [{ pattern: undefined, file: "/menu=" }]);
});

Deno.test("readInvocation() takes a file whose name is a number as it was written", () => {
  assertEquals(handlersOf("007", "1e3", "--", "--x.ts", "0x1"), [
    { pattern: undefined, file: "007" },
    { pattern: undefined, file: "1e3" },
    { pattern: undefined, file: "--x.ts" },
    { pattern: undefined, file: "0x1" },
  ]);
});

Deno.test("readInvocation() takes a number of workers, or one for each processor", () => {
  for (
    const [text, workers] of [
      ["1", 1],
      ["256", 256],
      ["auto", Math.min(navigator.hardwareConcurrency, 256)],
    ] as const
  ) {
    assertEquals(readInvocation(["serve", "pin.ts", "--workers", text]), { ...PLAIN, workers });
  }
});

Deno.test("readInvocation() refuses workers that make no sense, and --watch with any", () => {
  for (const text of ["0", "257", "1.5", "-1", "Auto", "two"]) {
    assertEquals(
      complaint("serve", "pin.ts", `--workers=${text}`).message,
      `Invalid --workers ${JSON.stringify(text)}: must be auto or a whole number from 1 to 256`,
    );
  }
  assertEquals(
    complaint("serve", "pin.ts", "--workers", "1", "--watch").message,
    "--watch cannot be used with --workers",
  );
  assertEquals(readInvocation(["serve", "pin.ts", "--watch"]), { ...PLAIN, watch: true });
});

Deno.test("readInvocation() takes an origin as --console-origin, and nothing else", () => {
  const origins = [
    ["https://ivr.example.com", "https://ivr.example.com"],
    ["http://IVR.example.com:8080/", "http://ivr.example.com:8080"],
    ["https://[fd00::1]:443", "https://[fd00::1]"],
  ] as const;
  for (const [text, consoleOrigin] of origins) {
    const console = { hostname: "127.0.0.1", port: 1 };
    assertEquals(
      readInvocation(["serve", "pin.ts", "--console=1", `--console-origin=${text}`]),
      { ...PLAIN, console, consoleOrigin },
    );
    const dev = readInvocation(["dev", "pin.ts", "--console-origin", text]);
    assertEquals(dev.kind === "dev" && dev.serve.consoleOrigin, consoleOrigin);
  }
  for (const text of ["ivr.example.com", "ftp://x", "https://x/y", "https://u@x", "https://x?a"]) {
    assertEquals(
      complaint("serve", "pin.ts", "--console=1", `--console-origin=${text}`).message,
      `Invalid --console-origin ${JSON.stringify(text)}: must be an origin such as ` +
        "https://ivr.example.com",
    );
  }
});

Deno.test("readInvocation() takes a bare word that is like no subcommand for a handler file", () => {
  for (const file of ["pin", "observer", "./srve", "srve.ts", "/srve"]) {
    assertEquals(readInvocation([file, "x"]), { kind: "run", file, args: ["x"] });
  }
});

Deno.test("readInvocation() takes --mask-digits with --record only", () => {
  assertEquals(
    complaint("serve", "a.ts", "--mask-digits").message,
    "--mask-digits requires --record DIR",
  );
  assertEquals(
    readInvocation(["serve", "pin.ts", "--record=dir", "--mask-digits"]),
    { ...PLAIN, record: "dir", maskDigits: true },
  );
});

Deno.test("readInvocation() takes what comes after -- for handlers of dev, also with a - before it", () => {
  const invocation = readInvocation(["dev", "--port=0", "--", "--help", "--x.ts"]);
  assert(invocation.kind === "dev");
  assertEquals(invocation.serve.handlers.map(({ file }) => file), ["--help", "--x.ts"]);
  assertEquals(invocation.serve.port, 0);
});
