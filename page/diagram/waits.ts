import type { Span } from "./exchange.ts";

/** What each kind of bar means. */
export const WAITS: Readonly<Record<Span["waiting"], string>> = {
  caller: "waits for the caller",
  dialplan: "runs dialplan",
  asterisk: "waits for Asterisk",
  handler: "the handler’s own work",
};
