import { Ears } from "../../asterisk/ears.ts";
import type { Step } from "./steps.ts";

/** What a rehearsal does to the call. */
export interface RehearsalHands {
  /** Presses keys at the next question; resolves when they are pressed. */
  press: (keys: string) => Promise<void>;
  /** Sends a text. */
  say: (text: string) => void;
  /** Resolves after that many milliseconds. */
  sleep: (milliseconds: number) => Promise<void>;
  /** Falls silent. */
  silence: () => void;
  /** Hangs up. */
  hangUp: () => void;
}

/** A call that must go by the steps of a file: it does them one after the other. */
export class Rehearsal {
  #steps: readonly Step[];
  #hands: RehearsalHands;
  #ears = new Ears();
  #over = Promise.withResolvers<never>();
  #problem: string | undefined;
  #running: Promise<void>;

  /** Begins. */
  constructor(steps: readonly Step[], hands: RehearsalHands) {
    this.#steps = steps;
    this.#hands = hands;
    this.#over.promise.catch(() => {});
    this.#running = this.#run();
  }

  /** The caller hears something. */
  hear(sound: string): void {
    this.#ears.hear(sound);
  }

  /** The call is over. Returns what did not go as written; `undefined` if all did. */
  async end(outcome: string): Promise<string | undefined> {
    const error = new Error("the call was over");
    this.#ears.end(() => error);
    this.#over.reject(error);
    await this.#running;
    if (this.#problem !== undefined) return this.#problem;
    const last = this.#steps.find(({ kind }) => kind === "ends");
    if (last?.kind !== "ends" || last.outcome === undefined || last.outcome === outcome) {
      return undefined;
    }
    return `line ${last.line}: the call ended by ${outcome}, not by ${last.outcome}`;
  }

  /** Whether an end was written that the call had. */
  get expectsEnd(): boolean {
    return this.#steps.some((step) => step.kind === "ends" && step.outcome !== undefined);
  }

  async #run(): Promise<void> {
    for (const step of this.#steps) {
      if (step.kind === "ends") continue;
      try {
        await Promise.race([this.#do(step), this.#over.promise]);
      } catch {
        this.#problem = `line ${step.line}: the call was over before ${describe(step)}`;
        return;
      }
    }
  }

  async #do(step: Step): Promise<void> {
    switch (step.kind) {
      case "hears":
        await this.#ears.waitFor(step.sound);
        return;
      case "press":
        return await this.#hands.press(step.keys);
      case "say":
        return this.#hands.say(step.text);
      case "wait":
        return await this.#hands.sleep(step.milliseconds);
      case "silence":
        return this.#hands.silence();
      case "hangup":
        return this.#hands.hangUp();
    }
  }
}

/** Without the keys: a log of a test must not hold a PIN. */
function describe(step: Step): string {
  return step.kind === "hears" ? `hears ${step.sound}` : step.kind;
}
