/**
 * Where an unpacked Asterisk lives, and how a program of it is run from there.
 *
 * @module
 */

/** An Asterisk that the setup can fetch, by its major number. */
export type AsteriskVersion = "22" | "16";

/** The parts of an unpacked Asterisk that are needed to run it; absolute paths. */
export interface Tree {
  /** The folder into which the packages were unpacked. */
  readonly root: string;
  /** Where Asterisk's modules are. */
  readonly modules: string;
  /** The English sound files. */
  readonly sounds: string;
  /** Program and leading arguments that start Asterisk with the libraries of its own tree. */
  readonly command: readonly [string, ...string[]];
}

/**
 * The Debian packages of an Asterisk. Written into the finished tree, so that a change here makes
 * the next setup fetch again.
 */
export const PACKAGES: readonly string[] = [
  "asterisk",
  "asterisk-modules",
  "asterisk-core-sounds-en-gsm",
];

/** The file of a finished tree that names the packages it was made of. */
export const MARKER = ".tipring-packages";

/** The folder that holds the unpacked versions: `TIPRING_ASTERISK_DIR`, or one in the user's cache. */
export function baseFolder(): string {
  const named = Deno.env.get("TIPRING_ASTERISK_DIR");
  if (named) return named.startsWith("/") ? named : `${Deno.cwd()}/${named}`;
  const home = Deno.env.get("HOME");
  const cache = Deno.env.get("XDG_CACHE_HOME") || (home && `${home}/.cache`);
  if (!cache) {
    throw new Error(
      "Cannot choose a folder for Asterisk: set TIPRING_ASTERISK_DIR, XDG_CACHE_HOME or HOME",
    );
  }
  return `${cache}/tipring-asterisk`;
}

/**
 * The finished tree of a version, or `null` when it was never unpacked, only in part, or from an
 * other list of packages.
 */
export async function findTree(version: AsteriskVersion): Promise<Tree | null> {
  const root = `${baseFolder()}/${version}`;
  try {
    if (await Deno.readTextFile(`${root}/${MARKER}`) !== PACKAGES.join(" ")) return null;
    return await inspectTree(root);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/**
 * Looks up the parts of the tree in `root`.
 *
 * @throws {Deno.errors.NotFound} A part is missing.
 */
export async function inspectTree(root: string): Promise<Tree> {
  const libraries = (await Promise.all(
    [`${root}/usr/lib`, `${root}/lib`].map((folder) => tripletFolders(folder)),
  )).flat();
  const path = [
    ...libraries,
    `${root}/usr/lib`,
    ...libraries.map((folder) => `${folder}/asterisk`),
  ];
  const [loader, modules, sounds, program] = await Promise.all([
    firstFile(libraries, /^ld-linux.*\.so\.\d+$/),
    firstExisting(
      [...libraries, `${root}/usr/lib`].map((folder) => `${folder}/asterisk/modules`),
      "res_agi.so",
    ),
    firstExisting([`${root}/usr/share/asterisk/sounds/en_US_f_Allison`], "beep.gsm"),
    firstExisting([`${root}/usr/sbin`], "asterisk"),
  ]);
  return {
    root,
    modules,
    sounds,
    command: [loader, "--library-path", path.join(":"), `${program}/asterisk`],
  };
}

/** The folders such as `x86_64-linux-gnu` in a library folder. */
async function tripletFolders(folder: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    return entries.filter((entry) => entry.name.includes("-linux-gnu"))
      .map((entry) => `${folder}/${entry.name}`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

async function firstFile(folders: string[], name: RegExp): Promise<string> {
  const found = await Promise.all(
    folders.map(async (folder) => {
      const entries = await Array.fromAsync(Deno.readDir(folder));
      return entries.filter((entry) => name.test(entry.name)).map((entry) =>
        `${folder}/${entry.name}`
      );
    }),
  );
  const first = found.flat()[0];
  if (first === undefined) throw new Deno.errors.NotFound(`Cannot find ${name} in ${folders}`);
  return first;
}

async function firstExisting(folders: string[], file: string): Promise<string> {
  const found = await Promise.all(
    folders.map((folder) =>
      Deno.stat(`${folder}/${file}`).then(() => folder, (error) => {
        if (error instanceof Deno.errors.NotFound) return null;
        throw error;
      })
    ),
  );
  const first = found.find((folder) => folder !== null);
  if (first === undefined) throw new Deno.errors.NotFound(`Cannot find ${file} in ${folders}`);
  return first;
}
