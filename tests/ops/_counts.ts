import type { Report } from "./_report.ts";

/** How calls of the load client ended. */
export interface Counts {
  /** The handler said goodbye, and the server ended the call. */
  completed: number;
  /** The caller hung up, and the server ended the call. */
  hungUp: number;
  /** Nobody took the connection. */
  refused: number;
  /** The connection was taken and ended by the server before a command came. */
  unanswered: number;
  /** The server ended the call in the middle. */
  cut: number;
  /** The connection broke: a reset, a broken pipe. */
  reset: number;
  /** A command came that the handler does not send, or one of another call. */
  garbled: number;
  /** The call did not end in its time. */
  stuck: number;
}

/** The kinds that are a lost call. */
const LOSSES: readonly (keyof Counts)[] = [
  "refused",
  "unanswered",
  "cut",
  "reset",
  "garbled",
  "stuck",
];

/** No calls yet. */
export function noCounts(): Counts {
  return {
    completed: 0,
    hungUp: 0,
    refused: 0,
    unanswered: 0,
    cut: 0,
    reset: 0,
    garbled: 0,
    stuck: 0,
  };
}

/** How many calls ended as they had to. */
export function goodCalls({ completed, hungUp }: Counts): number {
  return completed + hungUp;
}

/** How many calls did not. */
export function lostCalls(counts: Counts): number {
  return LOSSES.reduce((sum, kind) => sum + counts[kind], 0);
}

/** Reports how calls ended: none may be lost. */
export function addCounts(report: Report, name: string, counts: Counts): void {
  report.add(`${name}: calls that ended well`, goodCalls(counts), { atLeast: 1 });
  report.add(`${name}: calls lost`, lostCalls(counts), { is: 0 });
  for (const kind of LOSSES) {
    if (counts[kind] > 0) report.add(`${name}: ${kind}`, counts[kind]);
  }
}
