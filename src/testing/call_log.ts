import { toText } from "./binary.ts";
import type { CallRecording, CallResult, DigitsTaken, Place } from "./call_result.ts";
import type { AsteriskEvent } from "./events.ts";
import type { SimulatedAsterisk } from "./simulated_asterisk.ts";
import type { Identity } from "./simulated_channel.ts";
import { describeSound } from "./transcript.ts";

/** Samples in a millisecond. */
const RATE = 8;

/** Keeps what a {@linkcode CallResult} tells of a call. */
export class CallLog {
  #played: string[] = [];
  #said: string[] = [];
  #texts: string[] = [];
  #digits: DigitsTaken[] = [];
  #verbose: string[] = [];

  /** Keeps what Asterisk does. */
  add(event: AsteriskEvent): void {
    if (event.type === "sound") {
      (event.kind === "file" ? this.#played : this.#said).push(describeSound(event));
    } else if (event.type === "text") this.#texts.push(toText(event.text));
    else if (event.type === "digits") this.#digits.push({ verb: event.verb, digits: event.digits });
    else if (event.type === "verbose") this.#verbose.push(toText(event.text));
  }

  /** What there is to tell of the call, and of Asterisk at its end. */
  read({ channel, world, status }: SimulatedAsterisk): Pick<
    CallResult,
    | "played"
    | "said"
    | "texts"
    | "digits"
    | "verbose"
    | "recordings"
    | "variables"
    | "database"
    | "next"
    | "answered"
    | "status"
  > {
    return {
      status,
      answered: channel.up,
      played: this.#played,
      said: this.#said,
      texts: this.#texts,
      digits: this.#digits,
      verbose: this.#verbose,
      recordings: world.recordings.map(({ file, format, samples }): CallRecording => ({
        file: toText(file),
        format: toText(format),
        duration: samples / RATE,
      })),
      variables: textRecord(world.variables),
      database: textRecord(world.database),
      next: nextPlace(channel.identity),
    };
  }
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

function textRecord(map: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...map].map(([key, value]) => [toText(key), toText(value)]));
}
