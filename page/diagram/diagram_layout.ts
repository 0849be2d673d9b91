import type { Step } from "../../src/cli/console/messages.ts";
import { type Exchange, exchangesOf, type Span, spansOf, type StepOf } from "./exchange.ts";
import { firstIndex, RowIndex } from "./row_index.ts";

/** The height of a row, and the space above the first, in pixels. */
export const ROW = 26;
const TOP = 54;

/** Where a call begins, below the names of the lanes. */
const START = 34;

/** A wait that would be longer than this is drawn shorter, and marked, in pixels. */
const MAX_GAP = 420;
const BROKEN_GAP = 96;

/** A reply that comes within this time is drawn on the row of its command, in milliseconds. */
const QUICK = 25;

/** What a row of the diagram shows. */
export type Row =
  & {
    /** The number of its step, or of the first one after a gap. */
    readonly n: number;
    readonly at: number;
    readonly y: number;
  }
  & (
    | { readonly kind: "quick"; readonly exchange: Exchange }
    | { readonly kind: "command"; readonly exchange: Exchange }
    | { readonly kind: "reply"; readonly exchange: Exchange }
    | { readonly kind: "step"; readonly step: DrawnStep }
    | { readonly kind: "gap"; readonly missing: number }
  );

/** Steps that have a row of their own. */
export type DrawnStep = StepOf<
  | "hangup"
  | "warning"
  | "log"
  | "sound"
  | "key"
  | "caller"
  | "broken"
  | "recording"
  | "text"
  | "note"
  | "end"
>;

/** A bar on a lane. */
export interface Bar {
  readonly span: Span;
  readonly y: number;
  readonly height: number;
  /** Where its label fits between what the handler wrote; `undefined` if it does not. */
  readonly labelY: number | undefined;
}

/** A sound that plays. */
export interface SoundBar {
  readonly y: number;
  readonly height: number;
}

/** Where everything of a diagram is, from top to bottom. */
export interface Layout {
  readonly rows: readonly Row[];
  readonly bars: readonly Bar[];
  readonly sounds: readonly SoundBar[];
  /** Places where time is drawn shorter than it was. */
  readonly breaks: readonly { readonly y: number; readonly duration: number }[];
  readonly height: number;
}

/** Options of {@linkcode layOut}. */
export interface LayoutOptions {
  /** The time up to which the call is drawn, in milliseconds. */
  readonly now: number;
  /** Pixels for a second; 0 for rows of equal height. */
  readonly scale: number;
}

/** A row without its place. */
type Unplaced = Row extends infer R ? R extends unknown ? Omit<R, "y"> : never : never;

/**
 * Places the steps of a call. Time goes down, to scale: a wait is as long as the scale says, but rows
 * are never nearer to each other than their height.
 */
export function layOut(steps: readonly Step[], { now, scale }: LayoutOptions): Layout {
  const unplaced = rowsOf(steps);
  const breaks: { y: number; duration: number }[] = [];
  const first = steps[0];
  // Without its first steps, what was before is unknown.
  let before = first === undefined || first.n === 0 ? 0 : first.at;
  const points: { at: number; y: number }[] = [{ at: before, y: START }];
  const rows: Row[] = [];
  let y = TOP - ROW;
  for (const row of unplaced) {
    const gap = Math.max(0, row.at - before) * scale / 1000;
    if (gap > MAX_GAP) breaks.push({ y: y + BROKEN_GAP / 2, duration: row.at - before });
    y += Math.max(ROW, gap > MAX_GAP ? BROKEN_GAP : gap);
    before = Math.max(before, row.at);
    points.push({ at: before, y });
    rows.push({ ...row, y } as Row);
  }
  const isOver = steps.some(({ kind }) => kind === "end");
  const rest = isOver ? 0 : Math.min(MAX_GAP, Math.max(0, now - before) * scale / 1000);
  const bottom = y + (isOver ? 0 : Math.max(ROW, rest));
  if (!isOver) points.push({ at: Math.max(now, before), y: bottom });
  const place = placer(points);
  const index = new RowIndex(rows);
  const bars = spansOf(steps, now).map((span) => barOf(span, index, place));
  return {
    rows,
    bars,
    sounds: soundsOf(steps, { now, place, rows }),
    breaks,
    height: bottom + ROW,
  };
}

function rowsOf(steps: readonly Step[]): Unplaced[] {
  const exchanges = new Map(exchangesOf(steps).map((exchange) => [exchange.command.n, exchange]));
  const byReply = new Map(
    Array.from(exchanges.values()).flatMap((exchange) =>
      exchange.reply === undefined ? [] : [[exchange.reply.n, exchange] as const]
    ),
  );
  const shown = steps.filter((step, index) => !repeatsCommand(step, steps[index - 1]));
  const places = new Map(shown.map((step, index) => [step.n, index]));
  return steps.flatMap((step, index): Unplaced[] => {
    const { n, at } = step;
    const missing = n - ((steps[index - 1]?.n ?? -1) + 1);
    const place = places.get(n);
    const row = place === undefined ? undefined : rowOf(step, place);
    const gap: Unplaced[] = missing > 0 ? [{ kind: "gap", missing, n, at }] : [];
    return row === undefined ? gap : [...gap, row];
  });

  function rowOf(step: Step, index: number): Unplaced | undefined {
    const { n, at } = step;
    switch (step.kind) {
      case "command": {
        const exchange = exchanges.get(n) ?? { command: step, reply: undefined };
        const next = shown[index + 1];
        const quick = exchange.reply !== undefined && exchange.reply === next &&
          exchange.reply.at - at <= QUICK;
        return { kind: quick ? "quick" : "command", exchange, n, at };
      }
      case "reply": {
        const exchange = byReply.get(n);
        const quick = exchange !== undefined && exchange.command === shown[index - 1] &&
          at - exchange.command.at <= QUICK;
        return exchange === undefined || quick ? undefined : { kind: "reply", exchange, n, at };
      }
      case "quiet":
        return undefined;
      default:
        return { kind: "step", step, n, at };
    }
  }
}

/** Whether a step only repeats the text of a `VERBOSE`. */
function repeatsCommand(step: Step, before: Step | undefined): boolean {
  return step.kind === "note" && before?.kind === "command" && before.verb === "VERBOSE" &&
    before.line.includes(step.text);
}

/** Finds the place of a time between those of the rows. */
function placer(points: readonly { at: number; y: number }[]): (at: number) => number {
  return (at) => {
    const next = firstIndex(points, (point) => point.at >= at);
    const upper = points[Math.min(next, points.length - 1)];
    const lower = points[next - 1];
    if (upper === undefined || lower === undefined || upper.at < at) return upper?.y ?? TOP;
    const share = upper.at === lower.at ? 1 : (at - lower.at) / (upper.at - lower.at);
    return lower.y + share * (upper.y - lower.y);
  };
}

function barOf(span: Span, rows: RowIndex, place: (at: number) => number): Bar {
  const { exchange } = span;
  if (exchange === undefined) {
    const bar = between(place(span.from), place(span.to));
    return { span, ...bar, labelY: rows.labelPlace(bar) };
  }
  const own = rows.ofCommand(exchange.command.n);
  const first = own?.first ?? place(span.from);
  const last = exchange.reply === undefined ? place(span.to) : own?.last ?? first;
  return { span, ...between(first, last), labelY: undefined };
}

function between(from: number, to: number): { y: number; height: number } {
  return { y: from, height: Math.max(0, to - from) };
}

function soundsOf(
  steps: readonly Step[],
  { now, place, rows }: {
    now: number;
    place: (at: number) => number;
    rows: readonly Row[];
  },
): SoundBar[] {
  // Several rows can have the same time: a sound begins at its own.
  const begins = new Map(
    rows.flatMap((row) => row.kind === "step" ? [[row.n, row.y] as const] : []),
  );
  const bars: SoundBar[] = [];
  let from: number | undefined;
  const close = (at: number) => {
    if (from !== undefined) bars.push(between(from, place(at)));
    from = undefined;
  };
  for (const step of steps) {
    if (step.kind === "sound") {
      close(step.at);
      from = begins.get(step.n);
    } else if (step.kind === "quiet" || step.kind === "end") close(step.at);
  }
  close(now);
  return bars;
}
