import type { Pattern } from "../../handler/router.ts";

/** A handler file that is inside the program. */
export interface EmbeddedHandler {
  /** Its name on the command line: as it was given to `deno task compile`. */
  readonly file: string;
  /** The pattern that was given with it; by default the file says, as on disk. */
  readonly route?: Pattern;
  /** Loads it. */
  readonly load: () => Promise<Record<string, unknown>>;
}

const embedded = new Map<string, EmbeddedHandler>();

/** Puts handlers into the program. An executable that was compiled with some begins with this. */
export function embedHandlers(handlers: readonly EmbeddedHandler[]): void {
  for (const handler of handlers) embedded.set(handler.file, handler);
}

/** The handler of this name that is inside the program. It comes before a file on disk. */
export function embeddedHandler(file: string): EmbeddedHandler | undefined {
  return embedded.get(file);
}

/** All handlers inside the program, in the order in which they were given. */
export function embeddedHandlers(): readonly EmbeddedHandler[] {
  return [...embedded.values()];
}
