import { assertEquals } from "@std/assert";
import config from "../../../deno.json" with { type: "json" };
import { LIBRARY_ENTRIES, libraryEntry } from "../../../src/cli/modules/library.ts";
import { versionProblem } from "../../../src/cli/modules/library_version.ts";

Deno.test("versionProblem() takes versions for compatible as semver does", () => {
  for (
    const [specifier, version, compatible] of [
      ["jsr:@tipring/agi@^0.1.0", "0.1.7", true],
      ["jsr:/@tipring/agi@0.1/", "0.1.7", true],
      ["jsr:@tipring/agi@^0.1.0", "0.2.0", false],
      ["jsr:@tipring/agi@0", "0.2.0", true],
      ["jsr:@tipring/agi@^1.4", "1.5.0", true],
      ["jsr:@tipring/agi@^1.4", "2.0.0", false],
      ["jsr:@tipring/agi", "2.0.0", true],
      ["file:///mod.ts", "2.0.0", true],
    ] as const
  ) {
    assertEquals(versionProblem(specifier, version) === undefined, compatible, specifier);
  }
});

Deno.test("libraryEntry() knows each public entry point, however it is named", () => {
  const entries = Object.keys(config.exports).filter((name) => name !== "./cli");
  assertEquals(LIBRARY_ENTRIES, entries);
  for (
    const [specifier, entry] of [
      ["@tipring/agi", "."],
      ["@tipring/agi/commands", "./commands"],
      ["jsr:@tipring/agi", "."],
      ["jsr:@tipring/agi@^0.1.0", "."],
      ["jsr:@tipring/agi@0.1/testing", "./testing"],
      ["jsr:/@tipring/agi@^0.1.0/testing", "./testing"],
      ["@tipring/agility", undefined],
      ["npm:@tipring/agi", undefined],
      ["./@tipring/agi", undefined],
    ] as const
  ) {
    assertEquals(libraryEntry(specifier), entry, specifier);
  }
});
