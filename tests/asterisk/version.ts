import type { AsteriskVersion } from "./harness/tree.ts";

/** The Asterisk that a test calls: 22, or 16 by `deno task test:asterisk16`. */
export const VERSION: AsteriskVersion = Deno.env.get("TIPRING_ASTERISK") === "16" ? "16" : "22";
