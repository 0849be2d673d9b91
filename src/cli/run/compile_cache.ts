/**
 * Returns what is wrong if Deno cannot keep compiled code: it then compiles every file again in each
 * process, which takes several times as long as the call. Deno itself says nothing. `undefined` if
 * all is well, or the program may not look.
 */
export function compileCacheProblem(): string | undefined {
  // An executable brings its code along.
  if (Deno.build.standalone) return undefined;
  try {
    const folder = cacheFolder();
    if (folder !== undefined && isWritable(folder)) return undefined;
    const what = folder === undefined
      ? "DENO_DIR is not set"
      : `cannot write to the cache folder "${folder}"`;
    return `${what}: Deno compiles every file again for each call ` +
      "(set DENO_DIR to a folder that this user can write to)";
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}

/** Where Deno keeps its cache; `undefined` if it has no place for one. */
function cacheFolder(): string | undefined {
  const named = Deno.env.get("DENO_DIR");
  if (named !== undefined && named !== "") return named;
  const cache = Deno.env.get("XDG_CACHE_HOME");
  if (cache !== undefined && cache !== "") return `${cache}/deno`;
  const home = Deno.env.get("HOME");
  return home === undefined || home === "" ? undefined : `${home}/.cache/deno`;
}

/** Whether Deno can write there. It has created the folder and its files before this program runs. */
function isWritable(folder: string): boolean {
  // Only looked at: closing a database would release the locks that Deno has on it.
  return isOwn(`${folder}/v8_code_cache_v2`) ||
    // Another user's, of the same group, or another version of Deno has another name for it.
    canCreateFile(folder);
}

function isOwn(file: string): boolean {
  try {
    return Deno.statSync(file).uid === Deno.uid();
  } catch (error) {
    return refused(error);
  }
}

function canCreateFile(folder: string): boolean {
  try {
    Deno.removeSync(Deno.makeTempFileSync({ dir: folder }));
    return true;
  } catch (error) {
    return refused(error);
  }
}

/** Returns `false`, unless the program may not look. */
function refused(error: unknown): false {
  if (error instanceof Deno.errors.NotCapable) throw error;
  return false;
}
