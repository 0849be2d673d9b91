import { within } from "../../transport/within.ts";
import { isOwn } from "../modules/is_own.ts";
import { eachRoute, type HandlerFiles, loadDefault } from "./handlers.ts";
import { hiddenRoutes } from "./hidden_routes.ts";
import { type HandlerTable, RouteTable } from "./route_table.ts";

/** How long loading the handlers may take, in milliseconds. */
const TIMEOUT = 30_000;

/** The handlers that a server would have, and all that is wrong with them. */
export interface Inspection extends HandlerTable {
  /** Files that cannot be loaded, and clashes of patterns. */
  readonly problems: readonly string[];
}

/**
 * Loads handler files as a server does, but continues after one that has a problem.
 *
 * @throws {Error} If loading takes more than 30 seconds.
 */
export async function inspectHandlers(files: HandlerFiles): Promise<Inspection> {
  const inspection = await within(inspect(files), TIMEOUT);
  if (inspection !== undefined) return inspection;
  throw new Error(`Handlers did not load within ${TIMEOUT / 1000} s`);
}

async function inspect(files: HandlerFiles): Promise<Inspection> {
  const table = new RouteTable();
  const problems: string[] = [];
  for await (const loaded of eachRoute(files)) {
    const problem = loaded instanceof Error ? describe(loaded) : table.add(loaded);
    if (problem !== undefined) problems.push(problem);
  }
  let fallback: HandlerTable["fallback"];
  try {
    fallback = await loadDefault(files);
  } catch (error) {
    problems.push(error instanceof Error ? describe(error) : `${error}`);
  }
  const { routes } = table;
  return { routes, fallback, problems: [...problems, ...hiddenRoutes(routes)] };
}

/** The message, with the place in the handler's code where that is known. */
function describe({ message, cause }: Error): string {
  if (!(cause instanceof Error) || /:\d+:\d+/.test(message)) return message;
  const places = Array.from(cause.stack?.matchAll(/(file:\/\/\/\S+?)(:\d+:\d+)/g) ?? []);
  const [, url, position] = places.find(([, url = ""]) => !isOwn(url)) ?? [];
  if (url === undefined) return message;
  const path = decodeURIComponent(url.slice("file://".length).replace(/\?reload=\d+/, ""));
  return `${message} (at ${path}${position})`;
}
