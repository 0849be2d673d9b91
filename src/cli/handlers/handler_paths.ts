import { absolutePath } from "./absolute_path.ts";
import { embeddedHandler } from "../modules/embedded_handlers.ts";
import { type HandlerFiles, isFolder } from "./handlers.ts";
import { handlerFolder } from "./handler_folder.ts";

/** The absolute paths of the handler files that exist, each once, without loading them. */
export async function handlerPaths(
  { handlers, defaultFile }: HandlerFiles,
): Promise<readonly string[]> {
  const names = [...handlers.map(({ file }) => file), ...defaultFile ? [defaultFile] : []];
  const paths = new Set<string>();
  for (const name of names.filter((name) => embeddedHandler(name) === undefined)) {
    if (await isFolder(name)) {
      // Loading has reported what is wrong with the folder.
      const files = await handlerFolder(name).catch(() => []);
      for (const { file } of files) paths.add(absolutePath(file));
    } else if (await Deno.stat(name).then(({ isFile }) => isFile, () => false)) {
      paths.add(absolutePath(name));
    }
  }
  return [...paths];
}
