import type { Step, StepBody, Waiting } from "../../src/cli/console/messages.ts";
import { meaningOf } from "./reply_meaning.ts";

/** A step of one kind. */
export type StepOf<Kind extends StepBody["kind"]> = Extract<Step, { kind: Kind }>;

/** A command, with its reply once there is one. */
export interface Exchange {
  readonly command: StepOf<"command">;
  readonly reply: StepOf<"reply"> | undefined;
}

/** A time in which a call waited for something, in milliseconds since it began. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly waiting: Waiting | "handler";
  /** The exchange in which it waited; `undefined` for the handler's own work. */
  readonly exchange: Exchange | undefined;
}

/** Pairs commands with their replies. */
export function exchangesOf(steps: readonly Step[]): Exchange[] {
  const exchanges: Exchange[] = [];
  for (const step of steps) {
    if (step.kind === "command") exchanges.push({ command: step, reply: undefined });
    const last = exchanges.at(-1);
    if (step.kind === "reply" && last !== undefined && last.reply === undefined) {
      exchanges[exchanges.length - 1] = { command: last.command, reply: step };
    }
  }
  return exchanges;
}

/**
 * Divides the time of a call by what it waited for. `now` is the time up to which it is drawn: the end
 * of the handler, or the present.
 */
export function spansOf(steps: readonly Step[], now: number): Span[] {
  const end = steps.findLast(({ kind }) => kind === "end")?.at ?? now;
  const exchanges = new Map(exchangesOf(steps).map((exchange) => [exchange.command.n, exchange]));
  const spans: Span[] = [];
  // Without its first steps, what a call waited for before is unknown.
  let from = steps[0] === undefined || steps[0].n === 0 ? 0 : steps[0].at;
  let open: Exchange | undefined;
  const add = (to: number) => {
    const waiting = open?.command.waiting ?? "handler";
    if (to > from) spans.push({ from, to, waiting, exchange: open });
    from = Math.max(from, to);
  };
  for (const [index, step] of steps.entries()) {
    const before = steps[index - 1];
    if (before !== undefined && step.n > before.n + 1) {
      add(before.at);
      open = undefined;
      from = step.at;
    }
    if (step.kind === "command" || (step.kind === "reply" && open !== undefined)) {
      add(step.at);
      open = step.kind === "command" ? exchanges.get(step.n) : undefined;
    }
  }
  add(end);
  return spans;
}

/** How long a call waited for each thing, in milliseconds. */
export function totalsOf(spans: readonly Span[]): Record<Span["waiting"], number> {
  const totals = { caller: 0, dialplan: 0, asterisk: 0, handler: 0 };
  for (const { from, to, waiting } of spans) totals[waiting] += to - from;
  return totals;
}

/**
 * Joins spans that wait for the same and are nearer to each other than `least` milliseconds: more of
 * them could not be told apart.
 */
export function mergeNear(spans: readonly Span[], least: number): Span[] {
  const merged: Span[] = [];
  const last = new Map<Span["waiting"], number>();
  for (const span of spans) {
    const index = last.get(span.waiting);
    const before = index === undefined ? undefined : merged[index];
    if (index !== undefined && before !== undefined && span.from - before.to < least) {
      merged[index] = { ...before, to: span.to };
    } else {
      last.set(span.waiting, merged.length);
      merged.push(span);
    }
  }
  return merged;
}

/** Writes a reply in one line, first what it means if that is not clear. */
export function replyText(reply: StepOf<"reply">): string {
  const { status, result, text } = reply;
  if (status === undefined) return "stopped without a reply";
  const parts = [
    ...status === 200 ? [] : [`${status}`],
    ...result === undefined || (result === "" && status !== 200) ? [] : [`result=${result}`],
    ...text ? [text] : [],
  ];
  const meaning = meaningOf(reply);
  return `${meaning === undefined ? "" : `${meaning} · `}${parts.join(" ")}`;
}
