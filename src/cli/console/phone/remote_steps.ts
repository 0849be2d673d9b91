import type { AsteriskEvent } from "../../../asterisk/events.ts";
import { toText } from "../../../protocol/binary.ts";
import { clip } from "../../../protocol/text.ts";
import type { StepBody } from "../messages.ts";
import { keptText } from "../kept_text.ts";
import { keptReply, MAX_TEXT } from "../watch/step_of.ts";
import { waitingOf } from "../watch/waiting_of.ts";

/** Verbs of three words and of one; all others have two. */
const LONG = /^(?:CONTROL STREAM FILE|GET FULL VARIABLE|WAIT FOR DIGIT|SPEECH \w+ GRAMMAR)\b/i;
const SHORT = /^(?:ANSWER|EXEC|GOSUB|HANGUP|NOOP|VERBOSE)\b/i;

/** Makes steps of the commands of another server, as Asterisk sees them. */
export class RemoteSteps {
  #wire: () => number;
  #verb = "";
  #begun = 0;
  #said = "";
  #count = 0;

  /** `wire` returns the number of pieces in the recording. */
  constructor(wire: () => number) {
    this.#wire = wire;
  }

  /** How many commands there were. */
  get count(): number {
    return this.#count;
  }

  /** Makes a step of an event of the engine, if it is about a command. */
  read(event: AsteriskEvent): StepBody | undefined {
    switch (event.type) {
      case "command":
        return this.#command(toText(event.line));
      case "said":
        this.#said += event.text;
        return undefined;
      case "done":
        return this.#reply();
      case "hangup":
        return { kind: "hangup", reason: "asterisk" };
      default:
        return undefined;
    }
  }

  #command(line: string): StepBody {
    const [found] = LONG.exec(line) ?? SHORT.exec(line) ?? /^\S+(?: \S+)?/.exec(line) ?? [""];
    this.#verb = clip(found.toUpperCase(), 60);
    this.#begun = performance.now();
    this.#said = "";
    this.#count++;
    // The bytes of the command have been recorded already.
    const wire = Math.max(0, this.#wire() - 1);
    const waiting = waitingOf(this.#verb);
    return { kind: "command", verb: this.#verb, line: keptText(line, MAX_TEXT), waiting, wire };
  }

  #reply(): StepBody {
    const said = toText(this.#said).trimEnd();
    const [, status, result, text = ""] = /^(\d{3}) (?:result=(\S*) ?)?([^]*)$/.exec(said) ?? [];
    return {
      kind: "reply",
      verb: this.#verb,
      status: status === undefined ? undefined : Number(status),
      ...result === undefined
        ? { result, text: keptText(text, MAX_TEXT) }
        : keptReply(result, text),
      duration: performance.now() - this.#begun,
    };
  }
}
