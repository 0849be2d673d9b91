import { DIAL_MODEL } from "./dial.ts";
import { BRIDGE, CONF_BRIDGE, PAGE } from "./meetings.ts";
import type { ApplicationModel } from "./model.ts";
import { AMD, ORIGINATE, TRANSFER } from "./outbound.ts";
import { QUEUE } from "./queue.ts";
import { VOICEMAIL } from "./voicemail.ts";

/** The applications whose outcome a test can choose, by their names in lower case. */
export const MODELS: ReadonlyMap<string, ApplicationModel> = new Map(
  [AMD, BRIDGE, CONF_BRIDGE, DIAL_MODEL, ORIGINATE, PAGE, QUEUE, TRANSFER, VOICEMAIL]
    .map((model) => [model.name.toLowerCase(), model]),
);
