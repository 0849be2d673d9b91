import type { LoadedHandler } from "../../handlers/load_handler.ts";
import type { HandlerInfo } from "../messages.ts";

/** What the console shows of loaded handlers. */
export function handlerInfos(loaded: readonly LoadedHandler[]): HandlerInfo[] {
  return loaded.map(({ route, path }) => ({
    route: `${route}`,
    file: path.slice(path.lastIndexOf("/") + 1),
  }));
}
