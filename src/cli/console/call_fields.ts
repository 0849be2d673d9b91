import { keptText } from "./kept_text.ts";

/** Maximum length of a name in a list, in characters. */
export const MAX_NAME = 120;

/** Who calls, and what they called. */
export interface CallFields {
  /** The requested path. */
  readonly script: string;
  /** The pattern of its handler; `undefined` if there is none, or it is not known. */
  readonly route: string | undefined;
  readonly channel: string;
  /** The address of the Asterisk; `""` if it is not known. */
  readonly peer: string;
  /** The caller's number and name; `""` for none. */
  readonly callerId: string;
  readonly callerName: string;
}

/** Fields of which no name is longer than a list shows. */
export function keptFields(fields: CallFields): CallFields {
  const { script, route, channel, peer, callerId, callerName } = fields;
  return {
    script: keptText(script, MAX_NAME),
    route: route === undefined ? undefined : keptText(route, MAX_NAME),
    channel: keptText(channel, MAX_NAME),
    peer: keptText(peer, MAX_NAME),
    callerId: keptText(callerId, MAX_NAME),
    callerName: keptText(callerName, MAX_NAME),
  };
}
