import { toText } from "../protocol/binary.ts";
import type { Identity } from "./simulated_channel.ts";

/** Where the dialplan continues. */
export interface Place {
  /** The context. */
  readonly context: string;
  /** The extension. */
  readonly extension: string;
  /** The priority of the next step, or a label. */
  readonly priority: string;
}

/** Returns where the dialplan continues: it adds one to the priority. */
export function nextPlace(
  { context, extension, priority }: Pick<Identity, "context" | "extension" | "priority">,
): Place {
  return {
    context: toText(context),
    extension: toText(extension),
    priority: /^-?\d+$/.test(priority) ? `${Number(priority) + 1}` : toText(priority),
  };
}
