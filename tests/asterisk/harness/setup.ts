/**
 * Fetches a real Asterisk for the tests into the user's cache folder; nothing is installed.
 *
 *     deno run -A tests/asterisk/harness/setup.ts [22|16]
 *
 * Debian's packages are downloaded by `apt-get` with a state of its own and unpacked by `dpkg-deb`.
 * Neither root nor an earlier `apt-get update` is needed. 22 is Debian's sid, 16 its bullseye.
 * `TIPRING_ASTERISK_DIR` names another folder, `TIPRING_DEBIAN_MIRROR` another mirror than the one
 * that the machine's apt uses.
 *
 * @module
 */

import {
  type AsteriskVersion,
  baseFolder,
  findTree,
  inspectTree,
  MARKER,
  PACKAGES,
} from "./tree.ts";

const SUITES: Readonly<Record<AsteriskVersion, string>> = { "22": "sid", "16": "bullseye" };

/** Debian's signing keys, under the name of today and that of coming releases. */
const KEYRINGS: readonly string[] = [
  "/usr/share/keyrings/debian-archive-keyring.gpg",
  "/usr/share/keyrings/debian-archive-keyring.pgp",
];

/**
 * What must not reach over from the machine's apt settings: hooks that work on its real caches,
 * pins, and the extra indexes that some programs ask for. Proxies and logins do apply.
 */
const APT_SETTINGS = `
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Pre-Invoke;
#clear DPkg::Post-Invoke;
#clear DPkg::Pre-Install-Pkgs;
#clear APT::Default-Release;
#clear APT::Architectures;
APT::Install-Recommends "false";
Acquire::Languages "none";
Acquire::Check-Valid-Until "false";
Acquire::Retries "3";
Dir::Etc::sourceparts "-";
Dir::Etc::preferences "-";
Dir::Etc::preferencesparts "-";
`;

/**
 * Makes sure that the tree of `version` is there and complete. A tree that an earlier run left
 * unfinished is rebuilt; of two runs at the same time the second waits for the first.
 *
 * @throws {Error} apt-get or dpkg-deb is missing or failed; the message has what it said.
 */
export async function setUp(
  version: AsteriskVersion,
  say: (line: string) => void,
): Promise<void> {
  const base = baseFolder();
  await Deno.mkdir(base, { recursive: true });
  using lock = await Deno.open(`${base}/.lock-${version}`, { create: true, write: true });
  await lock.lock(true);
  const root = `${base}/${version}`;
  if (await findTree(version) !== null) {
    say(`already there: ${root}`);
    return;
  }
  await removeLeftovers(base, version);
  const state = await Deno.makeTempDir({ dir: base, prefix: `.${version}-` });
  const unpacked = await Deno.makeTempDir({ dir: base, prefix: `.${version}-` });
  try {
    say("downloading Debian's packages, about 65 MB");
    const packages = await download(version, state);
    say(`unpacking ${packages.length} packages`);
    await unpack(packages, unpacked);
    await inspectTree(unpacked);
    await Deno.writeTextFile(`${unpacked}/${MARKER}`, PACKAGES.join(" "));
    await removeFolders(root);
    await Deno.rename(unpacked, root);
    // A temporary folder is for its owner only.
    await Deno.chmod(root, 0o755);
    say(`done: ${root}`);
  } finally {
    await removeFolders(unpacked, state);
  }
}

/**
 * Removes what runs that were killed have left; under the lock nobody else works there. A program
 * that such a run had started may still write: then the rest is left to a later run.
 */
async function removeLeftovers(base: string, version: AsteriskVersion): Promise<void> {
  const entries = await Array.fromAsync(Deno.readDir(base));
  await Promise.all(
    entries.filter((entry) => entry.isDirectory && entry.name.startsWith(`.${version}-`))
      .map((entry) => removeFolders(`${base}/${entry.name}`).catch(() => {})),
  );
}

/** Downloads the packages and all that they need; returns the paths of the files. */
async function download(version: AsteriskVersion, state: string): Promise<string[]> {
  const archives = `${state}/cache/archives`;
  await Deno.mkdir(`${state}/lists/partial`, { recursive: true });
  await Deno.mkdir(`${archives}/partial`, { recursive: true });
  await Deno.mkdir(`${state}/log`);
  const [mirror, keyring] = await Promise.all([findMirror(), findKeyring(), ensureUnpacker()]);
  const user = (await run("id", ["-un"])).trim();
  await Promise.all([
    Deno.writeTextFile(`${state}/status`, ""),
    Deno.writeTextFile(`${state}/settings`, APT_SETTINGS),
    Deno.writeTextFile(
      `${state}/sources.list`,
      `deb [signed-by=${keyring} target=Packages] ${mirror} ${SUITES[version]} main\n`,
    ),
  ]);
  const options = Object.entries({
    "Dir::Etc::sourcelist": `${state}/sources.list`,
    "Dir::State": state,
    "Dir::State::lists": `${state}/lists`,
    "Dir::State::status": `${state}/status`,
    "Dir::Cache": `${state}/cache`,
    "Dir::Cache::archives": archives,
    "Dir::Log": `${state}/log`,
    "APT::Sandbox::User": user,
  }).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  const apt = ["-qq", "-c", `${state}/settings`, ...options];
  // Without the error mode, an index that cannot be fetched is only a warning.
  await run("apt-get", [...apt, "-o", "APT::Update::Error-Mode=any", "update"]);
  await run("apt-get", [...apt, "-y", "--download-only", "install", ...PACKAGES]);
  const files = await Array.fromAsync(Deno.readDir(archives));
  return files.filter((file) => file.name.endsWith(".deb"))
    .map((file) => `${archives}/${file.name}`).sort();
}

async function unpack(packages: string[], root: string): Promise<void> {
  const each = 'root=$1; shift; for deb; do dpkg-deb -x "$deb" "$root" || exit; done';
  await run("sh", ["-c", each, "sh", root, ...packages]);
  await removeFolders(
    ...["doc", "man", "locale", "perl", "info", "lintian"].map((name) =>
      `${root}/usr/share/${name}`
    ),
  );
}

/** The Debian mirror in the machine's apt sources, whichever form they are written in. */
async function findMirror(): Promise<string> {
  const named = Deno.env.get("TIPRING_DEBIAN_MIRROR");
  if (named) return named;
  const format = "$(REPO_URI)";
  const sources = await run("apt-get", ["indextargets", "--no-release-info", "--format", format]);
  // Either `…/debian/` or the mirror list of Debian's cloud images.
  const mirror = sources.split("\n").find((uri) => /\/debian(\.list)?\/?$/.test(uri));
  if (mirror === undefined) {
    throw new Error(
      "Cannot find a Debian mirror in the sources of this machine's apt: set TIPRING_DEBIAN_MIRROR",
    );
  }
  return mirror;
}

async function findKeyring(): Promise<string> {
  const found = await Promise.all(
    KEYRINGS.map((path) => Deno.stat(path).then(() => path, () => null)),
  );
  const keyring = found.find((path) => path !== null);
  if (keyring === undefined) {
    throw new Error(
      `Cannot check Debian's signatures: none of ${KEYRINGS.join(", ")} is there; ` +
        "the package debian-archive-keyring has them",
    );
  }
  return keyring;
}

async function ensureUnpacker(): Promise<void> {
  await run("dpkg-deb", ["--version"]);
}

/** Runs a program to its end and returns what it wrote to stdout. */
async function run(program: string, args: string[]): Promise<string> {
  const decoder = new TextDecoder();
  const result = await output(program, args);
  if (!result.success) {
    const said = decoder.decode(result.stderr).trim() || "it said nothing";
    throw new Error(`Cannot finish the setup: ${program} ended with ${result.code}: ${said}`);
  }
  return decoder.decode(result.stdout);
}

async function output(program: string, args: string[]): Promise<Deno.CommandOutput> {
  try {
    return await new Deno.Command(program, { args, stdin: "null", env: { LC_ALL: "C" } }).output();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Error(`Cannot run ${program}: it is not here; the setup needs Debian's base system`);
  }
}

async function removeFolders(...paths: string[]): Promise<void> {
  await Promise.all(paths.map(async (path) => {
    try {
      await Deno.remove(path, { recursive: true });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }));
}

/** Runs the setup as a program; returns its exit status. */
async function main(args: readonly string[]): Promise<number> {
  const write = (line: string) => Deno.stderr.writeSync(new TextEncoder().encode(line + "\n"));
  const version = args[0] ?? "22";
  if (args.length > 1 || (version !== "22" && version !== "16")) {
    write(`Cannot set up "${args.join(" ")}": name one version, 22 or 16`);
    return 2;
  }
  try {
    await setUp(version, (line) => write(`asterisk ${version}: ${line}`));
    return 0;
  } catch (error) {
    write(`asterisk ${version}: ${error instanceof Error ? error.message : error}`);
    return 1;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
