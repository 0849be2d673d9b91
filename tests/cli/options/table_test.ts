import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { CHECK_OPTIONS } from "../../../src/cli/check/options.ts";
import { COMPLETIONS_OPTIONS } from "../../../src/cli/completions/options.ts";
import { DEV_OPTIONS } from "../../../src/cli/dev/options.ts";
import { DIAL_OPTIONS } from "../../../src/cli/dial/options.ts";
import { helpText } from "../../../src/cli/options/help.ts";
import {
  libraryOptions,
  nameOf,
  type OptionTable,
  usageOf,
} from "../../../src/cli/options/table.ts";
import { ROUTES_OPTIONS } from "../../../src/cli/routes/options.ts";
import { INIT_OPTIONS } from "../../../src/cli/init/options.ts";
import { REPLAY_OPTIONS } from "../../../src/cli/replay/options.ts";
import type { SubcommandName } from "../../../src/cli/options/usage.ts";
import { SERVE_OPTIONS } from "../../../src/cli/serve/options.ts";

const TABLES: Readonly<Record<Exclude<SubcommandName, "run">, OptionTable>> = {
  serve: SERVE_OPTIONS,
  dev: DEV_OPTIONS,
  dial: DIAL_OPTIONS,
  replay: REPLAY_OPTIONS,
  check: CHECK_OPTIONS,
  routes: ROUTES_OPTIONS,
  init: INIT_OPTIONS,
  completions: COMPLETIONS_OPTIONS,
};

Deno.test("helpText() has each option of a table once, with its default", () => {
  for (const [topic, table] of Object.entries(TABLES)) {
    const text = helpText(topic as SubcommandName);
    const known = Object.entries(table).map(([key, row]) => `  ${usageOf(key, row)}`);
    const shown = text.split("\n").filter((line) => line.startsWith("  --"));
    assertEquals(shown.length, known.length);
    for (const [index, usage] of known.entries()) {
      const line = shown[index] ?? "";
      assertEquals(line.slice(0, usage.length), usage);
      // The help text follows in its column, or in the next line.
      assert(line === usage || line.charAt(usage.length) === " ", line);
    }
  }
  assertStringIncludes(helpText("replay").replaceAll(/\s+/g, " "), "command (default: 30)");
});

Deno.test("rows name only rows of their own table as required or excluded", () => {
  for (const table of Object.values(TABLES)) {
    for (const { requires, excludes } of Object.values(table)) {
      for (const key of [requires, excludes]) assert(key === undefined || key in table, key);
    }
  }
});

Deno.test("nameOf() writes a key in kebab-case if the row has no name", () => {
  assertEquals(nameOf("maxCallsPerPeer", SERVE_OPTIONS.maxCallsPerPeer), "max-calls-per-peer");
  assertEquals(nameOf("certFile", SERVE_OPTIONS.certFile), "cert");
});

Deno.test("libraryOptions() picks what the library has an option for, of what was given", () => {
  const options = {
    ...{ hostname: "::1", port: 1, drainTimeout: 5, maxCalls: 7 },
    ...{
      drainDelay: 9,
      watchdog: 30_000,
      allow: [],
      recordAudio: false,
      maskDigits: true,
      keepKeys: false,
      consoleDigits: false,
      watch: true,
    },
    ...{ logLevel: "info", logFormat: "json" } as const,
  };
  const picked: unknown = libraryOptions(SERVE_OPTIONS, options);
  assertEquals(picked, { hostname: "::1", port: 1, drainTimeout: 5, maxCalls: 7 });
});
