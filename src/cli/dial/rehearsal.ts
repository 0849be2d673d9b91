import { Ears } from "../../asterisk/ears.ts";
import type { CallStep } from "./steps.ts";

/** The actions that a rehearsal can take in a call. */
export interface RehearsalHands {
  /** Presses keys at the next question; resolves after the last key. */
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

/** Runs the steps of a file in a call, one after the other, and reports a step that fails. */
export class Rehearsal {
  #steps: readonly CallStep[];
  #hands: RehearsalHands;
  #ears = new Ears();
  #over = Promise.withResolvers<never>();
  #problem: string | undefined;
  #running: Promise<void>;

  /** Starts the first step. */
  constructor(steps: readonly CallStep[], hands: RehearsalHands) {
    this.#steps = steps;
    this.#hands = hands;
    this.#over.promise.catch(() => {});
    this.#running = this.#run();
  }

  /** Reports a sound that the caller hears. */
  hear(sound: string): void {
    this.#ears.hear(sound);
  }

  /**
   * Reports the end of the call. Returns what deviated from the steps; `undefined` if nothing did.
   */
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

  /** Whether the steps name an outcome of the call. */
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

  async #do(step: CallStep): Promise<void> {
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

/** Describes a step without its keys: a log of a test must not hold a PIN. */
function describe(step: CallStep): string {
  return step.kind === "hears" ? `hears ${step.sound}` : step.kind;
}
