import { toText } from "../protocol/binary.ts";
import type { Identity } from "./simulated_channel.ts";

/** Where the dialplan would go on. */
export interface Place {
  /** The context. */
  readonly context: string;
  /** The extension. */
  readonly extension: string;
  /** The priority that the next step has, or a label. */
  readonly priority: string;
}

/** Where the dialplan goes on: it adds one to the priority. */
export function nextPlace(
  { context, extension, priority }: Pick<Identity, "context" | "extension" | "priority">,
): Place {
  return {
    context: toText(context),
    extension: toText(extension),
    priority: /^-?\d+$/.test(priority) ? `${Number(priority) + 1}` : toText(priority),
  };
}
