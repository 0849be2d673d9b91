import type { CallInfo } from "../events.ts";
import type { Environment } from "../protocol/environment.ts";
import type { AgiRequest, Match } from "./router.ts";

/**
 * What a call over the network asks for. All of it are own properties, so that a handler can spread
 * or log its request.
 */
export class NetworkRequest implements AgiRequest {
  readonly script: string;
  readonly args: readonly string[];
  readonly query: URLSearchParams;
  /** How the pattern of its handler matched, once there is one. */
  match: Match | null = null;
  /** Who the call is, where a server takes it. */
  call?: CallInfo;

  constructor(environment: Environment) {
    const path = environment.networkScript ?? "";
    const mark = path.indexOf("?");
    this.script = mark < 0 ? path : path.slice(0, mark);
    this.args = environment.args;
    this.query = mark < 0 ? new URLSearchParams() : new URLSearchParams(path.slice(mark));
  }
}
