import { toText } from "../protocol/binary.ts";
import type { CallRecording, CallResult, DigitsTaken } from "./call_result.ts";
import type { SimulatedAsterisk } from "../asterisk/simulated_asterisk.ts";
import { nextPlace } from "../asterisk/next_place.ts";
import type { AsteriskEvent } from "../asterisk/events.ts";
import { describeSound } from "../asterisk/transcript.ts";

/** Samples in a millisecond. */
const RATE = 8;

/** Collects what a {@linkcode CallResult} reports about a call. */
export class CallLog {
  #played: string[] = [];
  #said: string[] = [];
  #texts: string[] = [];
  #digits: DigitsTaken[] = [];
  #verbose: string[] = [];

  /** Records an event of Asterisk. */
  add(event: AsteriskEvent): void {
    if (event.type === "sound") {
      (event.kind === "file" ? this.#played : this.#said).push(describeSound(event));
    } else if (event.type === "text") this.#texts.push(toText(event.text));
    else if (event.type === "digits") this.#digits.push({ verb: event.verb, digits: event.digits });
    else if (event.type === "verbose") this.#verbose.push(toText(event.text));
  }

  /** Returns the records of the call, and the state of Asterisk at its end. */
  read({ channel, world, status }: SimulatedAsterisk): Pick<
    CallResult,
    | "played"
    | "said"
    | "texts"
    | "digits"
    | "verbose"
    | "recordings"
    | "variables"
    | "channels"
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
      channels: Array.from(world.channels.keys(), toText),
      database: textRecord(world.database),
      next: nextPlace(channel.identity),
    };
  }
}

function textRecord(map: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...map].map(([key, value]) => [toText(key), toText(value)]));
}
