import type { JSX } from "preact";
import { type Columns, LETTER, SANS_LETTER } from "./columns.ts";
import type { DrawnStep } from "./diagram_layout.ts";
import { isBad, MEANINGS } from "../outcomes.ts";
import { saidIn } from "./said.ts";
import { cut, visible, visibleLines } from "../shown_text.ts";

/** Draws a step that is neither a command nor a reply. */
export function StepRow(
  { step, y, columns }: { step: DrawnStep; y: number; columns: Columns },
): JSX.Element {
  const { asterisk, handler, wide, time, width } = columns;
  const middle = Math.floor((handler - asterisk - 40) / LETTER);
  const room = wide ? Math.floor((asterisk - time - 26) / LETTER) : 0;
  // Beside the caller's lane, or in the middle if there is no room.
  const caller = (text: string) =>
    text.length <= room
      ? { x: asterisk - 18, anchor: "end", letters: room, text } as const
      : { x: asterisk + 16, anchor: "start", letters: middle, text } as const;
  const own = wide
    ? {
      x: handler + 14,
      anchor: "start",
      letters: Math.floor((width - handler - 18) / LETTER),
    } as const
    : { x: handler - 14, anchor: "end", letters: middle } as const;
  switch (step.kind) {
    case "key":
      return <KeyCap step={step} y={y} {...caller(step.heard ? "1" : "not heard 1")} />;
    case "sound":
      return <Label kind="sound" title={step.spoken} y={y} {...caller(`♪ ${saidIn(step)}`)} />;
    case "caller":
      return <Label kind="deed" y={y} {...caller(`caller ${step.deed}`)} />;
    case "recording":
      return <Label kind="sound" y={y} {...caller(`● records ${step.file}`)} />;
    case "text":
      return <Label kind="sound" y={y} {...caller(`✉ ${step.text}`)} />;
    case "log":
      return <Label kind={`log log-${step.level}`} text={step.message} y={y} {...own} />;
    case "warning":
      return <Label kind="log log-warn" text={`⚠ ${step.message}`} y={y} {...own} />;
    case "note":
      return <Rule kind="rule-note" text={step.text} y={y} columns={columns} />;
    case "hangup":
      return <Rule kind="rule-hangup" text="hangup" y={y} columns={columns} />;
    case "broken":
      return <Rule kind="rule-hangup" text="connection broken" y={y} columns={columns} />;
    case "end":
      return <End step={step} y={y} columns={columns} />;
  }
}

function KeyCap(
  { step, x, y, anchor }: {
    step: Extract<DrawnStep, { kind: "key" }>;
    x: number;
    y: number;
    anchor: "start" | "end";
  },
): JSX.Element {
  const left = anchor === "end" ? x - 20 : x;
  return (
    <g
      class={step.heard ? "key" : "key key-lost"}
      role="img"
      aria-label={`Key ${step.key}${step.heard ? "" : ", not heard"}`}
    >
      <rect x={left} y={y - 11} width={20} height={20} rx={4} />
      <text x={left + 10} y={y + 4} text-anchor="middle">{step.key}</text>
      {!step.heard && (
        <text
          class="note"
          x={anchor === "end" ? left - 6 : left + 26}
          y={y + 4}
          text-anchor={anchor}
        >
          not heard
        </text>
      )}
    </g>
  );
}

function Label(
  { kind, text, title = text, x, y, anchor, letters }: {
    kind: string;
    text: string;
    title?: string;
    x: number;
    y: number;
    anchor: "start" | "end";
    letters: number;
  },
): JSX.Element {
  return (
    <text class={kind} x={x} y={y + 4} text-anchor={anchor}>
      <title>{visibleLines(title)}</title>
      {cut(visible(text.replaceAll("\n", " ")), letters)}
    </text>
  );
}

function Rule(
  { kind, text, y, columns }: { kind: string; text: string; y: number; columns: Columns },
): JSX.Element {
  const { asterisk, handler } = columns;
  const shown = cut(visible(text), Math.floor((handler - asterisk - 40) / SANS_LETTER));
  const center = (asterisk + handler) / 2;
  const width = shown.length * SANS_LETTER + 20;
  return (
    <g class={kind}>
      <line x1={asterisk} x2={handler} y1={y} y2={y} />
      <rect x={center - width / 2} y={y - 10} width={width} height={20} rx={10} />
      <text x={center} y={y + 4} text-anchor="middle">
        <title>{visible(text)}</title>
        {shown}
      </text>
    </g>
  );
}

function End(
  { step, y, columns }: { step: Extract<DrawnStep, { kind: "end" }>; y: number; columns: Columns },
): JSX.Element {
  const { failure, outcome, pending } = step;
  const { asterisk, handler, width, wide } = columns;
  const bad = isBad(outcome);
  const text = pending.length > 0 ? `${outcome}, with ${pending.join(", ")} pending` : outcome;
  const letters = Math.floor((handler - asterisk - 40) / LETTER);
  const why = failure?.message ?? (bad ? MEANINGS[outcome] : undefined);
  return (
    <g class={bad ? "end end-bad" : "end"}>
      <path d={`M${handler - 7} ${y - 7}h14v14h-14z`} />
      <text x={handler - 14} y={y + 4} text-anchor="end">
        <title>{visible(why ?? text)}</title>
        {cut(visible(why === undefined ? text : `${text}: ${why}`.replaceAll("\n", " ")), letters)}
      </text>
      {failure?.place !== undefined && wide && (
        <text class="place" x={handler + 14} y={y + 4}>
          <title>{visible(failure.source ?? "")}</title>
          {cut(visible(failure.place), Math.floor((width - handler - 18) / LETTER))}
        </text>
      )}
    </g>
  );
}
