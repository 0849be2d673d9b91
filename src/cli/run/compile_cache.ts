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
  return canDo(() => Deno.openSync(`${folder}/v8_code_cache_v2`, { write: true }).close()) ||
    // Another version of Deno may use another name.
    canDo(() => Deno.removeSync(Deno.makeTempFileSync({ dir: folder })));
}

function canDo(attempt: () => void): boolean {
  try {
    attempt();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return false;
  }
}
