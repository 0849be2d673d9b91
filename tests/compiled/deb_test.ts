/**
 * The Debian package, in a folder: installed, upgraded while a call runs, and removed.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { writeTree } from "../../scripts/deb.ts";
import { Folder, Program } from "../cli/program.ts";
import { isInstalled } from "../deploy/installed.ts";
import { Build, CAN_COMPILE } from "./build.ts";

const HANDLER = `
export default async (channel) => {
  await channel.verbose("before");
  await channel.verbose("after");
};
`;

async function shell(command: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args,
    env: { LC_ALL: "C" },
  }).output();
  const decoder = new TextDecoder();
  assert(success, `${command} ${args.join(" ")}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}

/** A folder in which dpkg takes itself to be at the root of a system. */
class System implements AsyncDisposable {
  readonly folder: Folder;

  private constructor(folder: Folder) {
    this.folder = folder;
  }

  static async make(): Promise<System> {
    const folder = await Folder.make();
    for (const name of ["info", "updates", "triggers"]) {
      await Deno.mkdir(`${folder.path}/var/lib/dpkg/${name}`, { recursive: true });
    }
    await folder.write("var/lib/dpkg/status", "");
    return new System(folder);
  }

  path(name: string): string {
    return `${this.folder.path}/${name}`;
  }

  dpkg(...args: string[]): Promise<string> {
    return shell(
      "dpkg",
      `--root=${this.folder.path}`,
      "--force-script-chrootless",
      "--force-not-root",
      "--force-depends",
      ...args,
    );
  }

  async has(name: string): Promise<boolean> {
    return await Deno.stat(this.path(name)).then(() => true, () => false);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.folder[Symbol.asyncDispose]();
  }
}

/** The package with another version, not compressed. */
async function packageOf(
  folder: Folder,
  { program, version }: { program: string; version: string },
): Promise<string> {
  const tree = `${folder.path}/${version}`;
  const architecture = (await shell("dpkg", "--print-architecture")).trim();
  await writeTree(tree, { program, architecture });
  const control = await Deno.readTextFile(`${tree}/DEBIAN/control`);
  await Deno.writeTextFile(
    `${tree}/DEBIAN/control`,
    control.replace(/^Version: .*$/m, `Version: ${version}`),
  );
  const file = `${folder.path}/tipring_${version}.deb`;
  await shell("dpkg-deb", "--root-owner-group", "-Znone", "--build", tree, file);
  await Deno.remove(tree, { recursive: true });
  return file;
}

/** The versions whose files and compiled code are kept beside the program. */
function keptBy(system: System): string[] {
  const names = Array.from(
    Deno.readDirSync(system.path("usr/lib/tipring/.tipring")),
    ({ name }) => name,
  );
  const versions = names.filter((name) => !name.endsWith(".cache"));
  assertEquals(names.length, 2 * versions.length, names.join());
  return versions;
}

Deno.test({
  name: "deno task deb makes a package that is installed, upgraded while calls run, and removed",
  ignore: !CAN_COMPILE || !isInstalled("dpkg-deb"),
  async fn() {
    await using build = await Build.make(["--code-cache"]);
    const { program } = build;
    await using source = await Folder.make();
    const inside = await source.write("other.ts", HANDLER);
    await using other = await Build.make(["--code-cache", inside]);
    await using files = await Folder.make();
    await using system = await System.make();
    await system.dpkg("--install", await packageOf(files, { program, version: config.version }));
    for (
      const name of [
        "usr/bin/tipring",
        "usr/lib/systemd/system/tipring.service",
        "etc/tipring",
        "etc/default/tipring",
        "usr/share/man/man1/tipring.1.gz",
        "usr/share/bash-completion/completions/tipring",
        "usr/share/zsh/vendor-completions/_tipring",
        "usr/share/fish/vendor_completions.d/tipring.fish",
      ]
    ) {
      assert(await system.has(name), name);
    }
    const kept = keptBy(system);
    assertEquals(kept.length, 1);
    const unit = await Deno.readTextFile(system.path("usr/lib/systemd/system/tipring.service"));
    assertMatch(unit, /^ExecStart=\/usr\/bin\/tipring serve /m);
    await system.folder.write("etc/tipring/pin.ts", HANDLER);
    await Deno.writeTextFile(system.path("etc/default/tipring"), "# mine\n");

    const command = [system.path("usr/bin/tipring")] as const;
    await using server = new Program(
      ["serve", "--port", "0", "--workers", "1", system.path("etc/tipring/pin.ts")],
      { command },
    );
    await using running = await server.call("pin");
    assertEquals(await running.answer("200 result=1\n"), 'VERBOSE "before" "1"');

    await system.dpkg(
      "--install",
      await packageOf(files, { program: other.program, version: "99.0" }),
    );
    // The running server may still load files of its version.
    assertEquals(keptBy(system).length, 2);
    assert(keptBy(system).includes(kept[0] ?? ""));
    assertMatch(await system.dpkg("--status", "tipring"), /^Version: 99\.0$/m);
    assertEquals(await Deno.readTextFile(system.path("etc/default/tipring")), "# mine\n");
    assertEquals(await running.answer("200 result=1\n"), 'VERBOSE "after" "1"');
    assertEquals(await running.line(), null);
    // A worker that is replaced is of the new version.
    server.kill("SIGHUP");
    await server.logged(/ reloaded /);
    await using next = await server.call("pin");
    assertEquals(await next.answer("200 result=1\n"), 'VERBOSE "before" "1"');
    assertEquals(await next.answer("200 result=1\n"), 'VERBOSE "after" "1"');

    await system.dpkg(
      "--install",
      await packageOf(files, { program: other.program, version: "99.1" }),
    );
    assertEquals(keptBy(system).length, 1);
    await system.dpkg("--remove", "tipring");
    assert(!await system.has("usr/bin/tipring"));
    assert(!await system.has("usr/lib/tipring"));
    assert(await system.has("etc/default/tipring"), "A configuration was removed");
    await system.dpkg("--purge", "tipring");
    assert(!await system.has("etc/default/tipring"));
    assert(await system.has("etc/tipring/pin.ts"), "A handler was removed");
    server.kill("SIGTERM");
    assertEquals((await server.end()).code, 0, server.stderr);
  },
});
