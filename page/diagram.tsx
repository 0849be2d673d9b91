import type { JSX } from "preact";
import { type Bar, type DrawnStep, layOut, type Row } from "./diagram_layout.ts";
import { replyText } from "./exchange.ts";
import { cut, formatDuration, formatTime, visible } from "./format.ts";
import type { Step } from "../src/cli/console/messages.ts";

/** The width of a letter of the labels, in pixels. */
const LETTER = 7.25;

/** From this width on the caller and the handler have columns of their own, in pixels. */
const WIDE = 620;

/** The width of a bar. */
const BAR = 10;

/** What {@linkcode Diagram} draws. */
export interface DiagramProps {
  readonly steps: readonly Step[];
  /** How many steps are missing at the start. */
  readonly missing: number;
  /** The time up to which the call is drawn, in milliseconds. */
  readonly now: number;
  /** Pixels for a second; 0 for rows of equal height. */
  readonly scale: number;
  readonly width: number;
  /** The number of the command that is selected. */
  readonly selected: number | undefined;
  readonly onSelect: (n: number) => void;
}

/** Where the columns of a diagram are. */
interface Columns {
  readonly wide: boolean;
  readonly width: number;
  /** The right edge of the times. */
  readonly time: number;
  readonly asterisk: number;
  readonly handler: number;
}

/** Draws a call: Asterisk on the left, the handler on the right, time from top to bottom. */
export function Diagram(props: DiagramProps): JSX.Element {
  const { steps, now, scale, width, missing } = props;
  const columns = columnsOf(width);
  const { rows, bars, sounds, breaks, height } = layOut(steps, { now, scale });
  const end = steps.findLast(({ kind }) => kind === "end");
  return (
    <svg
      id="diagram"
      class="diagram"
      xmlns="http://www.w3.org/2000/svg"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="group"
      aria-label="Sequence diagram of the call"
    >
      <defs>
        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse">
          <rect width="6" height="6" class="hatch-ground" />
          <path d="M-1 1l2-2M0 6l6-6M5 7l2-2" class="hatch-line" />
        </pattern>
        <marker
          id="head"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="8"
          markerHeight="8"
          orient="auto-start-reverse"
        >
          <path d="M0 0.5L7.5 4L0 7.5z" class="head" />
        </marker>
        <marker
          id="head-reply"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="8"
          markerHeight="8"
          orient="auto-start-reverse"
        >
          <path d="M1 1L7 4L1 7" class="head-open" />
        </marker>
      </defs>
      <Lanes columns={columns} height={height} ended={end !== undefined} />
      {missing > 0 && (
        <text class="note" x={columns.asterisk + 14} y={40}>
          {missing} earlier steps are no longer kept
        </text>
      )}
      {sounds.map(({ y, height }, index) => (
        <rect
          key={index}
          class="sound-bar"
          x={columns.asterisk - BAR / 2 - 6}
          y={y}
          width={4}
          height={Math.max(4, height)}
          rx={2}
        />
      ))}
      {bars.map((bar, index) => <WaitBar key={index} bar={bar} columns={columns} />)}
      {breaks.map(({ y, duration }) => (
        <Break
          key={y}
          y={y}
          duration={duration}
          columns={columns}
        />
      ))}
      {rows.map((row, index) => (
        <g key={index}>
          <TimeLabel row={row} before={rows[index - 1]} columns={columns} />
          <DrawnRow row={row} columns={columns} {...props} />
        </g>
      ))}
    </svg>
  );
}

function columnsOf(width: number): Columns {
  const wide = width >= WIDE;
  const time = width < 480 ? 40 : 56;
  const caller = wide ? Math.min(190, width * 0.19) : 14;
  const log = wide ? Math.min(250, width * 0.24) : 16;
  return { wide, width, time, asterisk: time + caller + 14, handler: width - log };
}

function Lanes(
  { columns, height, ended }: { columns: Columns; height: number; ended: boolean },
): JSX.Element {
  const { asterisk, handler } = columns;
  const bottom = height - (ended ? 14 : 0);
  return (
    <g>
      {[asterisk, handler].map((x) => (
        <line key={x} class="lane" x1={x} x2={x} y1={30} y2={bottom} />
      ))}
      <LaneHead x={asterisk} text="Asterisk" columns={columns} />
      <LaneHead x={handler} text="Handler" columns={columns} />
    </g>
  );
}

function LaneHead(
  { x, text, columns }: { x: number; text: string; columns: Columns },
): JSX.Element {
  const width = 76;
  const left = Math.min(columns.width - width - 1, Math.max(1, x - width / 2));
  return (
    <g>
      <rect class="lane-head" x={left} y={4} width={width} height={24} rx={5} />
      <text class="lane-name" x={left + width / 2} y={20} text-anchor="middle">{text}</text>
    </g>
  );
}

function WaitBar({ bar, columns }: { bar: Bar; columns: Columns }): JSX.Element | null {
  const { span, y, height, labelY } = bar;
  const duration = span.to - span.from;
  const own = span.waiting === "handler";
  if (own && duration < 20) return null;
  const x = (own ? columns.handler : columns.asterisk) - BAR / 2;
  const title = `${WAITS[span.waiting]}: ${formatDuration(duration)}`;
  return (
    <g>
      <rect
        class={`bar bar-${span.waiting}`}
        x={x}
        y={y}
        width={BAR}
        height={Math.max(6, height)}
        rx={2}
      >
        <title>{title}</title>
      </rect>
      {own && duration >= 100 && labelY !== undefined && (
        <text
          class="bar-label"
          x={columns.wide ? columns.handler + 12 : columns.handler - 12}
          y={labelY + 4}
          text-anchor={columns.wide ? "start" : "end"}
        >
          works {formatDuration(duration)}
        </text>
      )}
    </g>
  );
}

/** What each kind of bar means. */
export const WAITS: Readonly<Record<Bar["span"]["waiting"], string>> = {
  caller: "waits for the caller",
  dialplan: "runs dialplan",
  asterisk: "waits for Asterisk",
  handler: "the handler’s own work",
};

function Break(
  { y, duration, columns }: { y: number; duration: number; columns: Columns },
): JSX.Element {
  return (
    <g>
      {[columns.asterisk, columns.handler].map((x) => (
        <path key={x} class="break" d={`M${x - 9} ${y + 3}l6 -6l6 6l6 -6`} />
      ))}
      <text class="note" x={columns.time - 4} y={y + 4} text-anchor="end">
        +{formatTime(duration)}
      </text>
    </g>
  );
}

function TimeLabel(
  { row, before, columns }: { row: Row; before: Row | undefined; columns: Columns },
): JSX.Element | null {
  const text = formatTime(row.at);
  if (before !== undefined && formatTime(before.at) === text) return null;
  return <text class="time" x={columns.time - 4} y={row.y + 4} text-anchor="end">{text}</text>;
}

function DrawnRow(
  { row, columns, selected, onSelect }: { row: Row; columns: Columns } & DiagramProps,
): JSX.Element {
  if (row.kind === "step") return <StepRow step={row.step} y={row.y} columns={columns} />;
  const { command, reply } = row.exchange;
  const { asterisk, handler } = columns;
  const letters = Math.floor((handler - asterisk - 34) / LETTER);
  const isReply = row.kind === "reply";
  const answer = reply === undefined ? "" : replyText(reply);
  const duration = reply === undefined ? "" : formatDuration(reply.duration);
  const failed = reply !== undefined && (reply.status !== 200 || reply.result === "-1");
  const line = row.kind === "quick"
    ? `${command.line}  →  ${answer}`
    : isReply
    ? answer
    : command.line;
  const space = letters - (row.kind === "command" ? 0 : duration.length + 2);
  const isSelected = selected === command.n && !isReply;
  const ends = isReply
    ? [asterisk + BAR / 2, handler - BAR / 2]
    : [handler - BAR / 2, asterisk + BAR / 2];
  return (
    <g
      class={`row${isSelected ? " selected" : ""}${failed ? " failed" : ""}`}
      {...!isReply && {
        role: "button",
        tabIndex: 0,
        "aria-pressed": isSelected,
        "data-command": command.n,
        onKeyDown: (event: KeyboardEvent) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          onSelect(command.n);
        },
      }}
      onClick={() => onSelect(command.n)}
    >
      <rect
        class="row-ground"
        x={asterisk + 8}
        y={row.y - 17}
        width={handler - asterisk - 16}
        height={21}
        rx={3}
      />
      <text class={isReply ? "reply" : "command"} x={asterisk + 16} y={row.y - 5}>
        <title>{visible(line)}</title>
        {cut(visible(line), space)}
      </text>
      {row.kind !== "command" && (
        <text class="took" x={handler - 18} y={row.y - 5} text-anchor="end">{duration}</text>
      )}
      <line
        class={isReply ? "arrow arrow-reply" : "arrow"}
        x1={ends[0]}
        x2={ends[1]}
        y1={row.y}
        y2={row.y}
        marker-end={isReply ? "url(#head-reply)" : "url(#head)"}
        {...row.kind === "quick" && { "marker-start": "url(#head-reply)" }}
      />
    </g>
  );
}

function StepRow(
  { step, y, columns }: { step: DrawnStep; y: number; columns: Columns },
): JSX.Element {
  const { asterisk, handler, wide, time, width } = columns;
  const middle = Math.floor((handler - asterisk - 40) / LETTER);
  const caller = wide
    ? {
      x: asterisk - 18,
      anchor: "end",
      letters: Math.floor((asterisk - time - 26) / LETTER),
    } as const
    : { x: asterisk + 16, anchor: "start", letters: middle } as const;
  const own = wide
    ? {
      x: handler + 14,
      anchor: "start",
      letters: Math.floor((width - handler - 18) / LETTER),
    } as const
    : { x: handler - 14, anchor: "end", letters: middle } as const;
  switch (step.kind) {
    case "key":
      return <KeyCap step={step} x={caller.x} y={y} anchor={caller.anchor} />;
    case "sound": {
      const said = step.sound === "file" ? step.text : `says ${step.sound} ${step.text}`;
      return <Label kind="sound" text={`♪ ${said}`} title={step.spoken} y={y} {...caller} />;
    }
    case "caller":
      return <Label kind="deed" text={`caller ${step.deed}`} y={y} {...caller} />;
    case "recording":
      return <Label kind="sound" text={`● records ${step.file}`} y={y} {...caller} />;
    case "text":
      return <Label kind="sound" text={`✉ ${step.text}`} y={y} {...caller} />;
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
      <title>{visible(title)}</title>
      {cut(visible(text).replaceAll("\n", " "), letters)}
    </text>
  );
}

function Rule(
  { kind, text, y, columns }: { kind: string; text: string; y: number; columns: Columns },
): JSX.Element {
  const { asterisk, handler } = columns;
  const shown = cut(visible(text), Math.floor((handler - asterisk - 60) / LETTER));
  const center = (asterisk + handler) / 2;
  const width = shown.length * LETTER + 20;
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
  const bad = outcome === "failed" || outcome === "abandoned" || outcome === "no-handler" ||
    outcome === "no answer";
  const text = pending.length > 0 ? `${outcome}, with ${pending.join(", ")} pending` : outcome;
  const letters = Math.floor((handler - asterisk - 40) / LETTER);
  return (
    <g class={bad ? "end end-bad" : "end"}>
      <path d={`M${handler - 7} ${y - 7}h14v14h-14z`} />
      <text x={handler - 14} y={y + 4} text-anchor="end">
        <title>{visible(failure?.message ?? text)}</title>
        {cut(visible(failure === undefined ? text : `${text}: ${failure.message}`), letters)}
      </text>
      {failure?.place !== undefined && wide && (
        <text class="place" x={handler + 14} y={y + 4}>
          <title>{failure.source}</title>
          {cut(failure.place, Math.floor((width - handler - 18) / LETTER))}
        </text>
      )}
    </g>
  );
}
