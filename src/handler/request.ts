import type { CallInfo } from "../events.ts";
import type { Environment } from "../protocol/environment.ts";
import type { AgiRequest, Match } from "./router.ts";

/**
 * The request of a call over the network. It has own properties only, so that a handler can spread
 * or log it.
 */
export class NetworkRequest implements AgiRequest {
  readonly script: string;
  readonly args: readonly string[];
  readonly query: URLSearchParams;
  /** How the pattern of the handler matched; set once the handler is known. */
  match: Match | null = null;
  /** Identifies the call; set by the server. */
  call?: CallInfo;

  constructor(environment: Environment) {
    const path = environment.networkScript ?? "";
    const mark = path.indexOf("?");
    this.script = mark < 0 ? path : path.slice(0, mark);
    this.args = environment.args;
    this.query = mark < 0 ? new URLSearchParams() : new URLSearchParams(path.slice(mark));
  }
}
