import type { JSX } from "preact";
import { BAR, type Columns, columnsOf } from "./columns.ts";
import { type Bar, layOut, type Row } from "./diagram_layout.ts";
import { ExchangeRow } from "./exchange_row.tsx";
import { formatDuration, formatTime } from "./format.ts";
import { StepRow } from "./step_row.tsx";
import { WAITS } from "./waits.ts";
import type { Step } from "../src/cli/console/messages.ts";

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
        <ArrowHead id="head" path="M0 0.5L7.5 4L0 7.5z" look="head" />
        <ArrowHead id="head-reply" path="M1 1L7 4L1 7" look="head-open" />
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
          {row.kind === "step"
            ? <StepRow step={row.step} y={row.y} columns={columns} />
            : (
              <ExchangeRow
                row={row}
                columns={columns}
                selected={props.selected}
                onSelect={props.onSelect}
              />
            )}
        </g>
      ))}
    </svg>
  );
}

/** The end of an arrow, for the lines that name it. */
function ArrowHead(
  { id, path, look }: { id: string; path: string; look: string },
): JSX.Element {
  return (
    <marker
      id={id}
      viewBox="0 0 8 8"
      refX="7"
      refY="4"
      markerWidth="8"
      markerHeight="8"
      orient="auto-start-reverse"
    >
      <path d={path} class={look} />
    </marker>
  );
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
