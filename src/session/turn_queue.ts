import type { Command } from "../command.ts";
import { AgiError } from "../errors.ts";
import type { Turn } from "./turn.ts";

/** The commands of a session: the one in progress, and those that wait, first in, first out. */
export class TurnQueue {
  /** The command in progress. */
  current: Turn<unknown> | undefined;
  #waiting: Turn<unknown>[] = [];
  /** The last command that refuses others. */
  #exclusive: Turn<unknown> | undefined;

  /** The commands that are not settled, by their verbs, oldest first. */
  get pending(): readonly string[] {
    const turns = this.current === undefined ? this.#waiting : [this.current, ...this.#waiting];
    return turns.filter(({ settled }) => !settled).map(({ command }) => command.verb);
  }

  /** Whether a command waits for its turn. */
  get waits(): boolean {
    return this.#waiting.length > 0;
  }

  /** Why a command cannot be queued: an exclusive one before it has not ended. */
  refusalOf({ verb }: Command<unknown>): AgiError | undefined {
    const exclusive = this.#exclusive;
    if (exclusive === undefined || exclusive.settled) return undefined;
    return new AgiError(`${verb} was not sent: ${exclusive.command.exclusive}`);
  }

  /** Adds a command at the end. */
  add(turn: Turn<unknown>): void {
    if (turn.command.exclusive !== undefined) this.#exclusive = turn;
    this.#waiting.push(turn);
  }

  /** Takes the next command that still wants to be sent, which is then the one in progress. */
  next(): Turn<unknown> | undefined {
    do {
      this.current = this.#waiting.shift();
    } while (this.current?.settled);
    return this.current;
  }

  /** Rejects those that wait; with `others`, only those that cannot run after a hangup. */
  rejectWaiting(reason: unknown, others: "all" | "living-only" = "all"): void {
    for (const turn of this.#waiting) {
      if (others === "all" || !turn.evenAfterHangup) turn.reject(reason);
    }
  }
}
