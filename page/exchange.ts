import type { Step, StepBody, Waiting } from "../src/cli/console/messages.ts";

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
  const spans: Span[] = [];
  const first = steps[0];
  // Without its first steps, nobody knows what a call waited for before.
  let from = first === undefined || first.n === 0 ? 0 : first.at;
  const add = (to: number, waiting: Span["waiting"], exchange: Exchange | undefined) => {
    if (to > from) spans.push({ from, to, waiting, exchange });
    from = Math.max(from, to);
  };
  for (const exchange of exchangesOf(steps)) {
    add(exchange.command.at, "handler", undefined);
    add(exchange.reply?.at ?? end, exchange.command.waiting, exchange);
  }
  add(end, "handler", undefined);
  return spans;
}

/** How long a call waited for each thing, in milliseconds. */
export function totalsOf(spans: readonly Span[]): Record<Span["waiting"], number> {
  const totals = { caller: 0, dialplan: 0, asterisk: 0, handler: 0 };
  for (const { from, to, waiting } of spans) totals[waiting] += to - from;
  return totals;
}

/** Commands whose result is the ASCII code of a key. */
const KEY_VERBS =
  /^(STREAM FILE|CONTROL STREAM FILE|GET OPTION|WAIT FOR DIGIT|SAY \w+|RECEIVE CHAR)$/;

/** Writes a reply in one line; a result that is the code of a key says which. */
export function replyText({ verb, status, result, text }: StepOf<"reply">): string {
  if (status === undefined) return "stopped without a reply";
  const code = Number(result);
  const key = KEY_VERBS.test(verb) && code >= 0x20 && code < 0x7f
    ? ` = “${String.fromCharCode(code)}”`
    : "";
  const value = result === undefined || result === "" && status !== 200 ? "" : ` result=${result}`;
  return `${status}${value}${key}${text ? ` ${text}` : ""}`;
}
