/**
 * Makes a Debian package of the program: `dist/tipring_0.1.0_amd64.deb`.
 *
 *     deno task compile --code-cache
 *     deno task deb                            for this machine, of dist/tipring
 *     deno task deb --arch arm64 FILE          of a program that was compiled for another
 *
 * `DEBFULLNAME` and `DEBEMAIL` name the maintainer. It takes what `deno task compile` made, and Debian's `dpkg-deb`.
 *
 * @module
 */
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import config from "../deno.json" with { type: "json" };
import { completionsFor } from "../src/cli/completions/completions.ts";
import { manPage } from "./man_page.ts";

const root = join(import.meta.dirname ?? ".", "..");
const dist = join(root, "dist");

/** As Debian's own tools have it. */
const MAINTAINER = `${Deno.env.get("DEBFULLNAME") ?? "The tipring authors"} <${
  Deno.env.get("DEBEMAIL") ?? "tipring@localhost"
}>`;
/** What the installation runs, so that the compiled code of the program and the library is kept. */
const EMPTY_HANDLER = `import "@tipring/agi";
export default () => {};
`;
const DATE = new Date(await seconds() * 1000);
const ARCHITECTURES: Readonly<Record<string, string>> = { x86_64: "amd64", aarch64: "arm64" };

if (import.meta.main) Deno.exitCode = await main(Deno.args);

async function main(args: readonly string[]): Promise<number> {
  const given = args[0] === "--arch" ? args[1] : undefined;
  const architecture = given ?? ARCHITECTURES[Deno.build.arch] ?? Deno.build.arch;
  const program = args[given === undefined ? 0 : 2] ?? join(dist, "tipring");
  const tree = join(dist, "deb");
  await Deno.remove(tree, { recursive: true }).catch(() => {}); // There may be none.
  try {
    await writeTree(tree, { program, architecture });
  } catch (error) {
    console.error(`deb: ${error instanceof Error ? error.message : error}`);
    return 1;
  }
  const output = join(dist, `tipring_${config.version}_${architecture}.deb`);
  const { success } = await new Deno.Command("dpkg-deb", {
    args: ["--root-owner-group", "-Zxz", "-z1", "--build", tree, output],
    env: { SOURCE_DATE_EPOCH: `${DATE.getTime() / 1000}` },
  }).spawn().status;
  return success ? 0 : 1;
}

/** The time of all files inside: that of the last commit, so that the same sources make the same bytes. */
async function seconds(): Promise<number> {
  const given = Deno.env.get("SOURCE_DATE_EPOCH");
  if (given !== undefined) return Number(given);
  try {
    const { stdout } = await new Deno.Command("git", {
      args: ["log", "-1", "--format=%ct"],
      cwd: root,
      stderr: "null",
    }).output();
    return Number(new TextDecoder().decode(stdout)) || Math.floor(Date.now() / 1000);
  } catch {
    return Math.floor(Date.now() / 1000); // Without git there is no commit to ask.
  }
}

/** Writes what the package installs, and what it says of itself. */
export async function writeTree(
  tree: string,
  { program, architecture }: { program: string; architecture: string },
): Promise<void> {
  const files: Readonly<Record<string, string | Uint8Array>> = {
    "usr/lib/systemd/system/tipring.service": await read("deploy/tipring.service"),
    "etc/default/tipring": await read("deploy/debian/default"),
    "usr/share/doc/tipring/copyright": copyright(await read("LICENSE")),
    "usr/share/doc/tipring/changelog.gz": zip(changelog()),
    "usr/share/man/man1/tipring.1.gz": zip(manPage(config.version)),
    "usr/share/bash-completion/completions/tipring": completionsFor("bash"),
    "usr/share/zsh/vendor-completions/_tipring": completionsFor("zsh"),
    "usr/share/fish/vendor_completions.d/tipring.fish": completionsFor("fish"),
    "usr/share/lintian/overrides/tipring": await read("deploy/debian/lintian-overrides"),
    "usr/lib/tipring/empty.ts": EMPTY_HANDLER,
    "DEBIAN/conffiles": "/etc/default/tipring\n",
  };
  await Deno.mkdir(join(tree, "etc/tipring"), { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    await write(join(tree, name), content, 0o644);
  }
  for (const script of ["postinst", "prerm", "postrm"]) {
    await write(join(tree, "DEBIAN", script), await read(`deploy/debian/${script}`), 0o755);
  }
  // Where a program that was built with --code-cache can write files beside itself.
  await Deno.copyFile(program, join(tree, "usr/lib/tipring/tipring"));
  await Deno.chmod(join(tree, "usr/lib/tipring/tipring"), 0o755);
  await Deno.mkdir(join(tree, "usr/bin"), { recursive: true });
  await Deno.symlink("../lib/tipring/tipring", join(tree, "usr/bin/tipring"));
  const { size } = await Deno.stat(program);
  const text = control(architecture, Math.ceil(size / 1024) + 64);
  await write(join(tree, "DEBIAN/control"), text, 0o644);
  await writeSums(tree);
}

async function write(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  await Deno.mkdir(join(path, ".."), { recursive: true });
  await Deno.writeFile(
    path,
    typeof content === "string" ? new TextEncoder().encode(content) : content,
  );
  await Deno.chmod(path, mode);
}

function read(name: string): Promise<string> {
  return Deno.readTextFile(join(root, name));
}

function zip(text: string): Uint8Array {
  return gzipSync(text, { level: 9 });
}

function control(architecture: string, size: number): string {
  return `Package: tipring
Version: ${config.version}
Architecture: ${architecture}
Maintainer: ${MAINTAINER}
Installed-Size: ${size}
Depends: libc6 (>= 2.28), libgcc-s1
Suggests: asterisk
Section: comm
Priority: optional
Description: call control for Asterisk in TypeScript
 tipring runs handlers written in TypeScript for the calls of an Asterisk, as
 AGI scripts or over FastAGI. It brings the runtime that they need.
`;
}

function changelog(): string {
  return `tipring (${config.version}) unstable; urgency=medium

  * See CHANGELOG.md of the project.

 -- ${MAINTAINER}  ${DATE.toUTCString().replace("GMT", "+0000")}
`;
}

function copyright(license: string): string {
  const [, , owner = ""] = license.split("\n");
  const body = license.split("\n").slice(4).join("\n").trim();
  return `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: tipring

Files: *
Copyright: ${owner.replace(/^Copyright (\(c\) )?/, "")}
License: Expat

License: Expat
${body.split("\n").map((line) => line === "" ? " ." : ` ${line}`).join("\n")}
`;
}

/** So that `dpkg --verify` notices a file that was changed. */
async function writeSums(tree: string): Promise<void> {
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", "find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum"],
    cwd: tree,
  }).output();
  await write(join(tree, "DEBIAN/md5sums"), stdout, 0o644);
}
