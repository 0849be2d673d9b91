import type {
  CallEndEvent,
  CommandEvent,
  LogEvent,
  Outcome,
  ReplyEvent,
  SessionEvent,
} from "../../../events.ts";
import { clip, maskDigits } from "../../../protocol/text.ts";
import { DigitMask } from "../../../recording/digit_mask.ts";
import { copyOf, keptText } from "../kept_text.ts";
import type { EndStep, StepBody } from "../messages.ts";
import type { FailureReader } from "./failure_reader.ts";
import { waitingOf } from "./waiting_of.ts";

/** Maximum length of a line or a text of a step, in characters. */
export const MAX_TEXT = 1000;

/** The most characters of a result; one of Asterisk is a number. */
const MAX_RESULT = 100;

/** Options of {@linkcode StepMaker}. */
export interface StepMakerOptions {
  /** Whether to mask what callers enter. */
  maskDigits: boolean;
  failures: FailureReader;
}

/** Makes steps of the events of one call. */
export class StepMaker {
  #mask: DigitMask | undefined;
  #failures: FailureReader;

  /** Starts before the first command. */
  constructor({ maskDigits, failures }: StepMakerOptions) {
    if (maskDigits) this.#mask = new DigitMask();
    this.#failures = failures;
  }

  /** Makes a step of an event of the session. `wire` is where the bytes of a command begin. */
  session(event: SessionEvent, wire: number): StepBody {
    switch (event.type) {
      case "command":
        return this.#command(event, wire);
      case "reply":
        return this.#reply(event);
      case "hangup":
        return { kind: "hangup", reason: event.reason.source };
      case "warning":
        return { kind: "warning", message: clip(event.message, MAX_TEXT) };
      case "stray-output":
        return {
          kind: "warning",
          message: `Asterisk answered ${event.status} to a line that the session did not send`,
        };
      case "log":
        return this.log(event.level, lineOf(event));
    }
  }

  /** Makes a step of something that the handler wrote. */
  log(level: string, text: string): StepBody {
    return { kind: "log", level, message: this.#free(text) };
  }

  /** Makes a step of the end of the handler. */
  end({ outcome, error, pending = [] }: CallEndEvent): EndStep & { readonly outcome: Outcome } {
    const failure = error === undefined ? undefined : this.#failures.read(error);
    return {
      kind: "end",
      outcome,
      failure: failure && { ...failure, message: this.#free(failure.message) },
      pending: pending.slice(0, 10),
    };
  }

  #command({ verb, line }: CommandEvent, wire: number): StepBody {
    const shown = keptText(this.#mask?.sent(line) ?? line, MAX_TEXT);
    return { kind: "command", verb, line: shown, waiting: waitingOf(verb), wire };
  }

  #reply({ verb, status, result, text = "", duration }: ReplyEvent): StepBody {
    const reply = { kind: "reply", verb, status, duration } as const;
    if (result === undefined) return { ...reply, result, text: undefined };
    if (this.#mask === undefined) return { ...reply, ...keptReply(result, text) };
    const masked = this.#mask.received(`${status} result=${result} ${text}`);
    const [, shown = "", rest = ""] = /^\d* result=(\S*) ?(.*)$/s.exec(masked) ?? [];
    return { ...reply, ...keptReply(shown, rest) };
  }

  #free(text: string): string {
    const clipped = keptText(text, MAX_TEXT);
    return this.#mask === undefined ? clipped : maskDigits(clipped);
  }
}

/** The result and the text of a reply, to be kept. Both are parts of one line. */
export function keptReply(result: string, text: string): { result: string; text: string } {
  return result.length <= MAX_RESULT && text.length <= MAX_TEXT
    ? { result, text }
    : { result: copyOf(clip(result, MAX_RESULT)), text: copyOf(clip(text, MAX_TEXT)) };
}

/** A line of a handler's log, with its fields as `name=value`. */
function lineOf({ message, fields }: LogEvent): string {
  const texts = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
  return [message, ...texts].join(" ");
}
