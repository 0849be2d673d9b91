/**
 * The contract: calls that go the same way on the simulated Asterisk and on the real one. Each has a
 * handler, a caller, and what must come of it; `tests/testing/contract_test.ts` and
 * `tests/asterisk/contract_test.ts` place them.
 *
 * @module
 */
import type { AgiRequest, Channel } from "../../mod.ts";
import type { ApplicationOutcome, Caller } from "../../src/testing/mod.ts";

/** What the caller of a contract can do on both. */
export type ContractCaller = Pick<Caller, "press" | "say" | "wait" | "hears" | "hangUp">;

/** One call. */
export interface Contract {
  readonly name: string;
  /** The path of the address. */
  readonly path?: string;
  /** The arguments of the AGI, without commas and quotes. */
  readonly args?: readonly string[];
  /** Whether the channel is answered ("up", the default), not, or dead before the AGI begins. */
  readonly state?: "up" | "ringing" | "dead";
  /** Gives back what it saw, as JSON could hold it. */
  readonly handler: (channel: Channel, request: AgiRequest) => Promise<unknown>;
  /** What the caller does; nothing by default. */
  readonly caller?: (caller: ContractCaller) => Promise<void>;
  /** What the handler is to give back. */
  readonly expected: unknown;
  /** AGISTATUS; SUCCESS by default, `null` if there is none to read. */
  readonly status?: string | null;
  /** The arguments of the `Gosub` in whose subroutine the AGI runs; in none by default. */
  readonly gosub?: readonly string[];
  /** What differs on Asterisk 16. */
  readonly on16?: {
    readonly reason: string;
    readonly expected?: unknown;
    readonly status?: string;
  };
}

/** A contract, and the ends of applications that the simulator must have for it. */
export interface ApplicationContract extends Contract {
  readonly applications?: Readonly<
    Record<string, ApplicationOutcome | readonly ApplicationOutcome[]>
  >;
  /** Why the Asterisk 16 of the tests cannot place it. */
  readonly not16?: string;
}

/** What a version is to give back, and AGISTATUS. */
export function expectedOf(
  { expected, status = "SUCCESS", on16 }: Contract,
  version: string,
): { expected: unknown; status: string | null } {
  if (!version.startsWith("16") || on16 === undefined) return { expected, status };
  return { expected: on16.expected ?? expected, status: on16.status ?? status };
}

/** The name of the error that a promise rejects with, or what it resolves with. */
export function nameOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error) => error.name);
}
