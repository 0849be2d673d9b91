import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { useActiveStep } from "./active_step.ts";
import { BAR, type Columns, columnsOf } from "./columns.ts";
import { type Bar, layOut, type Row } from "./diagram_layout.ts";
import { ExchangeRow } from "./exchange_row.tsx";
import { formatDuration, formatTime } from "../format.ts";
import { Lanes } from "./lanes.tsx";
import { StepRow } from "./step_row.tsx";
import { isText } from "../call/text_detail.tsx";
import type { Range } from "../visible_range.ts";
import { WAITS } from "./waits.ts";
import type { Step } from "../../src/cli/console/messages.ts";

/** What {@linkcode Diagram} draws. */
export interface DiagramProps {
  readonly steps: readonly Step[];
  /** The time up to which the call is drawn, in milliseconds. */
  readonly now: number;
  /** Pixels for a second; 0 for rows of equal height. */
  readonly scale: number;
  readonly width: number;
  /** The part that is drawn. */
  readonly range: Range;
  /** What the call is, for the title of a picture of its own. */
  readonly title?: string;
  /** The number of the command that is selected. */
  readonly selected: number | undefined;
  readonly onSelect: (n: number) => void;
}

/** Draws a call: Asterisk on the left, the handler on the right, time from top to bottom. */
export function Diagram(props: DiagramProps): JSX.Element {
  const { steps, now, scale, width, range, title, selected, onSelect } = props;
  const columns = columnsOf(width, steps);
  const { rows, bars, sounds, breaks, height } = layOut(steps, { now, scale });
  const stops = rows.filter(isStop).map(({ n }) => n);
  const svg = useRef<SVGSVGElement>(null);
  const { active, onFocus, onKeyDown } = useActiveStep(svg, { stops, onSelect });
  const isDrawn = (from: number, to: number) => to >= range.top && from <= range.bottom;
  const drawn = rows.map((row, index) => ({ row, before: rows[index - 1] }))
    .filter(({ row }) => isDrawn(row.y, row.y) || (row.kind !== "gap" && row.n === active));
  const stop = drawn.find(({ row }) => row.n === active)?.row.n ??
    drawn.find(({ row }) => isStop(row))?.row.n;
  return (
    <svg
      ref={svg}
      class="diagram"
      xmlns="http://www.w3.org/2000/svg"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="group"
      aria-label="Sequence diagram of the call"
      onKeyDown={onKeyDown}
    >
      {title !== undefined && <title>{title}</title>}
      <defs>
        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse">
          <rect width="6" height="6" class="hatch-ground" />
          <path d="M-1 1l2-2M0 6l6-6M5 7l2-2" class="hatch-line" />
        </pattern>
        <ArrowHead id="head" path="M0 0.5L7.5 4L0 7.5z" look="head" />
        <ArrowHead id="head-reply" path="M1 1L7 4L1 7" look="head-open" />
      </defs>
      <Lanes
        columns={columns}
        height={height}
        ended={steps.some(({ kind }) => kind === "end")}
      />
      {sounds.filter(({ y, height }) => isDrawn(y, y + height)).map(({ y, height }) => (
        <rect
          key={y}
          class="sound-bar"
          x={columns.asterisk - BAR / 2 - 6}
          y={y}
          width={4}
          height={Math.max(4, height)}
          rx={2}
        />
      ))}
      {bars.filter(({ y, height }) => isDrawn(y, y + height)).map((bar) => (
        <WaitBar key={`${bar.span.from}`} bar={bar} columns={columns} />
      ))}
      {breaks.filter(({ y }) => isDrawn(y, y)).map(({ y, duration }) => (
        <Break
          key={y}
          y={y}
          duration={duration}
          columns={columns}
        />
      ))}
      {drawn.map(({ row, before }) => (
        <g key={`${row.kind === "reply" || row.kind === "gap" ? row.kind : "step"} ${row.n}`}>
          <TimeLabel row={row} before={before} columns={columns} />
          {row.kind === "step"
            ? (
              <Selectable {...{ row, selected, onFocus, onSelect }} isStop={row.n === stop}>
                <StepRow step={row.step} y={row.y} columns={columns} />
              </Selectable>
            )
            : row.kind === "gap"
            ? <Gap y={row.y} missing={row.missing} columns={columns} />
            : (
              <ExchangeRow
                row={row}
                columns={columns}
                selected={selected}
                isStop={row.n === stop}
                onFocus={onFocus}
                onSelect={onSelect}
              />
            )}
        </g>
      ))}
    </svg>
  );
}

/** Whether a row can be selected. */
function isStop(row: Row): boolean {
  return row.kind === "quick" || row.kind === "command" ||
    (row.kind === "step" && isText(row.step));
}

/** A text that can be selected; other steps are drawn as they are. */
function Selectable(
  { row, selected, isStop, onFocus, onSelect, children }: {
    row: Extract<Row, { kind: "step" }>;
    selected: number | undefined;
    isStop: boolean;
    onFocus: (n: number) => void;
    onSelect: (n: number) => void;
    children: JSX.Element;
  },
): JSX.Element {
  const { step, n } = row;
  if (!isText(step)) return children;
  return (
    <g
      class={n === selected ? "text-row selected" : "text-row"}
      role="button"
      tabindex={isStop ? 0 : -1}
      aria-pressed={n === selected}
      data-step={n}
      onFocus={() => onFocus(n)}
      onClick={() => onSelect(n)}
    >
      {children}
    </g>
  );
}

/** A place where steps are missing. */
function Gap(
  { y, missing, columns }: { y: number; missing: number; columns: Columns },
): JSX.Element {
  return (
    <text class="note" x={columns.asterisk + 16} y={y + 4}>
      {missing} {missing === 1 ? "step is" : "steps are"} no longer kept
    </text>
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
