import type { JSX } from "preact";
import { BAR, type Columns, LETTER } from "./columns.ts";
import type { Row } from "./diagram_layout.ts";
import { replyText } from "./exchange.ts";
import { formatDuration } from "../format.ts";
import { cut, visible } from "../shown_text.ts";

/** What {@linkcode ExchangeRow} draws. */
export interface ExchangeRowProps {
  readonly row: Exclude<Row, { kind: "step" | "gap" }>;
  readonly columns: Columns;
  /** The number of the command that is selected. */
  readonly selected: number | undefined;
  /** Whether it is the one that Tab reaches. */
  readonly isStop: boolean;
  readonly onFocus: (n: number) => void;
  readonly onSelect: (n: number) => void;
}

/** Draws a command, a reply, or both on one row. */
export function ExchangeRow(
  { row, columns, selected, isStop, onFocus, onSelect }: ExchangeRowProps,
): JSX.Element {
  const { command, reply } = row.exchange;
  const { asterisk, handler } = columns;
  const letters = Math.floor((handler - asterisk - 34) / LETTER);
  const isReply = row.kind === "reply";
  const answer = reply === undefined ? "" : replyText(reply);
  const duration = reply === undefined ? "" : formatDuration(reply.duration);
  const failed = reply !== undefined && (reply.status !== 200 || reply.result === "-1");
  const space = letters - (row.kind === "command" ? 0 : duration.length + 2);
  const line = row.kind === "quick"
    ? `${command.line}  →  ${answer}`
    : isReply
    ? answer
    : command.line;
  const shown = row.kind === "quick" && line.length > space
    ? cutBoth(visible(command.line), visible(answer), space)
    : cut(visible(line), space);
  const isSelected = selected === command.n && !isReply;
  const ends = isReply
    ? [asterisk + BAR / 2, handler - BAR / 2]
    : [handler - BAR / 2, asterisk + BAR / 2];
  return (
    <g
      class={`row${isSelected ? " selected" : ""}${failed ? " failed" : ""}`}
      {...!isReply && {
        role: "button",
        tabindex: isStop ? 0 : -1,
        onFocus: () => onFocus(command.n),
        "aria-pressed": isSelected,
        "data-step": command.n,
      }}
      onClick={() => onSelect(command.n)}
    >
      <rect
        class="row-ground"
        x={asterisk + 8}
        y={row.y - 19}
        width={handler - asterisk - 16}
        height={24}
        rx={3}
      />
      <text class={isReply ? "reply" : "command"} x={asterisk + 16} y={row.y - 5}>
        <title>{visible(line)}</title>
        {shown}
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

/** In fewer letters than these neither a command nor its reply can be read. */
const LEAST_FOR_BOTH = 36;

/** Cuts a command and its reply to a line: the command more than the reply. */
function cutBoth(line: string, answer: string, space: number): string {
  if (space < LEAST_FOR_BOTH) return cut(line, space);
  const arrow = " → ";
  const rest = space - arrow.length;
  const reply = cut(answer, Math.max(Math.floor(rest / 2), rest - line.length));
  return `${cut(line, rest - reply.length)}${arrow}${reply}`;
}
