import { equal } from "@std/assert";
import {
  AgiAppError,
  AgiHangup,
  AgiInvalidCommandError,
  AgiTimeoutError,
  AgiUsageError,
} from "../../src/errors.ts";
import type { Program, Stop } from "./program.ts";
import { faultOfPool } from "./spare_buffers.ts";
import type { Part, Stage } from "./stage.ts";
import { type Expected, readSaid } from "./tasks.ts";

/** Something that must be true of every conversation is not true of this one. */
export class Violation extends Error {
  override readonly name: string = "Violation";
}

/** What a command gave. */
export type Outcome = { readonly value: unknown } | { readonly error: unknown };

/** A command as the handler saw it. */
export interface Played {
  readonly part: Part;
  /** How it is stopped. */
  readonly stop: Stop | null;
  /** The reason of its signal. */
  readonly stopped: Error;
  /** When it was stopped. */
  stoppedAt: number | undefined;
  /** Whether it was executed by the view for commands after a hangup. */
  readonly afterHangup: boolean;
  /** Whether the session had told of the hangup when it was executed. */
  readonly late: boolean;
  /** When it was executed. */
  readonly executedAt: number;
  outcome: Outcome | undefined;
  settledAt: number;
}

/**
 * Checks what happened against what must be true.
 *
 * @throws {Violation} If something is not.
 */
export function judge(program: Program, stage: Stage, played: readonly Played[]): void {
  for (const line of stage.strangers) {
    throw new Violation(`Asterisk got what nobody sent, or got it twice: ${JSON.stringify(line)}`);
  }
  const fault = stage.ends === undefined ? undefined : stage.ends.faults[0] ?? faultOfPool();
  if (fault !== undefined) throw new Violation(fault);
  for (const [index, id] of stage.order.entries()) {
    if (id < (stage.order[index - 1] ?? 0)) {
      throw new Violation(`Command ${id} overtook command ${stage.order[index - 1]}`);
    }
  }
  judgeTold(program, stage);
  for (const one of played) {
    const wrong = judgeOne(one, stage, program);
    if (wrong !== undefined) throw new Violation(`Command ${one.part.id} ${wrong}`);
  }
}

/** Checks when the session told of the end of the call. */
function judgeTold(program: Program, { over, toldAt }: Stage): void {
  if (toldAt < Math.min(over.hungUp, over.ended)) {
    throw new Violation(`The signal aborted at ${toldAt} ms, but the call was not over`);
  }
  const due = program.peer.silent ? over.ended : Math.min(over.hungUp, over.ended);
  if (toldAt > due + patienceFor(program)) {
    throw new Violation(`The signal aborted at ${toldAt} ms, and was due at ${due} ms`);
  }
}

/** Tells what is wrong with one command. */
function judgeOne(played: Played, stage: Stage, program: Program): string | undefined {
  const { part, outcome, settledAt, afterHangup } = played;
  const { task } = part;
  if (outcome === undefined) return "never got an answer";
  const late = settledAt - Math.max(stage.over.ended, played.executedAt);
  if (late > patienceFor(program)) return `got its answer ${late} ms after the end`;
  if (part.sent !== Infinity && part.sent > settledAt) return "was sent when it was over";
  if (part.tooLong) return judgeTooLong(played);
  const expected = part.done === Infinity || part.said === ""
    ? undefined
    : readSaid(task, part.said);
  if ("value" in outcome) {
    if (played.stop === "before") return "got a value, but was stopped before";
    if (expected === undefined || !isExpected(outcome, expected)) {
      return `got ${show(outcome.value)} in the place of ${show(expected)}`;
    }
    return task.check?.(stage.asterisk.world);
  }
  const { error } = outcome;
  if (error === played.stopped || error instanceof AgiTimeoutError) {
    return judgeStopped(played, stage, { expected, program });
  }
  const over = afterHangup ? stage.over.ended : stage.over.hungUp;
  if (error instanceof AgiHangup) {
    return settledAt >= Math.min(over, stage.over.ended) ? undefined : "got a hangup that was none";
  }
  if (mayBeDisturbed(error, part, program)) return undefined;
  if (played.late && !afterHangup) return `got ${error} when the call was over`;
  if (expected === undefined || !isExpected(outcome, expected)) {
    return `got ${error} in the place of ${show(expected)}`;
  }
  const mustBeHangup = part.hungUp && !program.peer.dead && task.command.hangupOnMinusOne;
  if (mustBeHangup && error instanceof AgiAppError && !/result=-2/.test(part.said)) {
    return `got ${error} in the place of a hangup`;
  }
  return undefined;
}

/** A command is sent again once if a stray line stopped it or became part of it, but not twice. */
function mayBeDisturbed(error: unknown, { task }: Part, { strays, peer }: Program): boolean {
  // A part is followed by the rest of its line.
  const count =
    strays.flatMap(({ text }) =>
      text.split("\n").slice(0, -1).concat(text.endsWith("\n") ? [] : ["", ""])
    ).length;
  const { interruptible } = task.command;
  const canStop = interruptible === "always" || (interruptible === "eagi" && peer.enhanced);
  if (error instanceof AgiAppError && /something else wrote/.test(error.message)) {
    return canStop && count > 1;
  }
  // Of several refusals nothing shows which is the one of a command that is refused itself.
  const isRefused = task.command.verb === "BOGUS" ||
    (task.command.verb === "SET VARIABLE" && task.command.args.length === 1);
  return mayBeRefusedTwice(error, strays) || (isRefusal(error) && isRefused && count > 0);
}

/** Whether parts of stray lines may have become part of a command, and of its repetition. */
export function mayBeRefusedTwice(error: unknown, strays: Program["strays"]): boolean {
  return isRefusal(error) && strays.filter(({ text }) => !text.endsWith("\n")).length > 1;
}

function isRefusal(error: unknown): boolean {
  return error instanceof AgiInvalidCommandError || error instanceof AgiUsageError;
}

/** A command that is too long is refused at once, whatever else there is to say of it. */
function judgeTooLong({ part, outcome, stopped }: Played): string | undefined {
  const error = outcome !== undefined && "error" in outcome ? outcome.error : undefined;
  if (part.begun) return "was sent, but it is too long";
  return error instanceof RangeError || error === stopped ? undefined : `got ${show(outcome)}`;
}

/** The time for all events to be reported after the call has ended, in milliseconds. */
const PATIENCE = 5000;

/** A stray line takes Asterisk's time, and that of the fences after it. */
function patienceFor({ strays }: Program): number {
  return PATIENCE * (1 + strays.length);
}

function judgeStopped(
  { part, stop, stopped, stoppedAt, settledAt, outcome }: Played,
  stage: Stage,
  { expected, program }: { expected: Expected | undefined; program: Program },
): string | undefined {
  const byTimeout = stop !== null && typeof stop === "object" && "timeout" in stop;
  const error = outcome !== undefined && "error" in outcome ? outcome.error : undefined;
  if (byTimeout === (error === stopped)) return `was stopped, but got ${error}`;
  if (stoppedAt === undefined || stoppedAt > settledAt) return `got ${error} too early`;
  if (stop === "before" && part.sent !== Infinity) return "was sent, but it was stopped before";
  const { interruptible, interruptedResult } = part.task.command;
  const told = /^200 result=([^ \n]*)/.exec(part.said)?.[1];
  const kept = interruptible === "always" && told !== undefined && told !== "-1" &&
    told !== interruptedResult && stage.over.hungUp === Infinity && stage.over.ended >= settledAt;
  // A stray line can swallow a fence, or keep it in Asterisk's buffer, and the next one comes later.
  const swallowed = program.strays.length > 0 ? 1000 : 0;
  const latest = stoppedAt + 51 + swallowed + 20 * latency(program);
  const canStop = interruptible === "always" || interruptible === "eagi" && program.peer.enhanced;
  if (canStop && part.begun && part.done > latest && stage.over.ended > latest) {
    return `was stopped at ${stoppedAt} ms, but went on in Asterisk until ${part.done} ms`;
  }
  if (settledAt > latest) return `was stopped at ${stoppedAt} ms, but got ${error} much later`;
  // What Asterisk told of a command that can be stopped belongs to the one who waits.
  if (kept && part.begun && part.done + latency(program) <= settledAt) {
    return `lost ${show(expected)}`;
  }
  return undefined;
}

/** How long a line and its answer may take, in milliseconds. */
function latency({ up, down, peer }: Program): number {
  return Math.max(0, ...up.delays) + Math.max(0, ...down.delays) + Math.max(0, ...peer.think);
}

function isExpected(outcome: Outcome, expected: Expected): boolean {
  if ("value" in outcome) return "value" in expected && equal(outcome.value, expected.value);
  return "error" in expected && outcome.error instanceof expected.error;
}

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  const { error } = value as { error?: unknown };
  if (typeof error === "function") return error.name;
  const text = JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}... (${text.length} characters)` : text;
}
