import type { CallInfo } from "../events.ts";
import type { Environment } from "../protocol/environment.ts";
import type { AgiRequest, Match } from "./router.ts";

/** What a call over the network asks for. Most handlers ask for little of it: it is read then. */
export class NetworkRequest implements AgiRequest {
  readonly script: string;
  /** How the pattern of its handler matched, once there is one. */
  match: Match | null = null;
  /** Who the call is, where a server takes it. */
  call?: CallInfo;
  #environment: Environment;
  #query: URLSearchParams | undefined;

  constructor(environment: Environment) {
    const path = environment.networkScript ?? "";
    const mark = path.indexOf("?");
    this.script = mark < 0 ? path : path.slice(0, mark);
    this.#environment = environment;
  }

  get args(): readonly string[] {
    return this.#environment.args;
  }

  get query(): URLSearchParams {
    const path = this.#environment.networkScript ?? "";
    return this.#query ??= new URLSearchParams(path.slice(this.script.length));
  }
}
