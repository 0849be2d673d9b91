import { Router } from "../../handler/router.ts";
import { isFolder, loadHandlers } from "../handlers/handlers.ts";
import { type LoadedHandler, loadHandler } from "../handlers/load_handler.ts";
import { isMissingHandler } from "../handlers/missing_handler.ts";

/** How many patterns of a folder a message names. */
const MOST_NAMES = 10;

/** How the name of a handler file ends. */
const SOURCE = /\.[cm]?[jt]sx?$/;

/**
 * Loads a handler file, or the handler of a folder that has a path. Returns a text that says which
 * paths there are if none has it.
 *
 * @throws {Error} If a file cannot be loaded, or a folder is given without a path.
 */
export async function dialedHandler(
  file: string,
  path: string | undefined,
): Promise<LoadedHandler | string> {
  if (!await isFolder(file)) {
    return await loadHandler(file).catch((error) => {
      if (!isMissingHandler(error)) throw error;
      throw new Error(`${error.message}${addressHint(file)}`);
    });
  }
  const { routes } = await loadHandlers({ handlers: [{ pattern: undefined, file }] });
  const router = new Router();
  for (const { route, handler } of routes) router.add(route, handler);
  const { names } = router;
  const some = names.slice(0, MOST_NAMES).join(", ") + (names.length > MOST_NAMES ? ", ..." : "");
  if (path === undefined) {
    throw new Error(`Cannot call ${file}: it is a folder (select a handler with --path: ${some})`);
  }
  const script = path.replace(/^\//, "").replace(/\?.*/s, "");
  const found = router.resolve(script);
  const loaded = routes.find(({ route }) => `${route}` === found?.route);
  return loaded ?? `No handler in ${file} has the path ${JSON.stringify(script)}: it has ${some}`;
}

/** What to do if the name of a file that does not exist is an address. */
function addressHint(name: string): string {
  const [, domain] = /^(?:[a-z\d-]+\.)+([a-z]{2,})(?:[/?]|$)/i.exec(name) ?? [];
  if (domain !== undefined && !SOURCE.test(`.${domain}`)) return ` (did you mean agi://${name}?)`;
  return /^[./]/.test(name) || SOURCE.test(name) ? "" : " (an address begins with agi://)";
}
