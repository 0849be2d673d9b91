import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { CallSummary } from "../../src/cli/console/messages.ts";
import { Caller } from "../caller.tsx";
import { formatClock, formatDuration, formatTimeOfDay } from "../format.ts";
import { isBad, outcomeClass } from "../outcomes.ts";
import type { SelectCall } from "../state/selected_call.ts";
import { visible } from "../shown_text.ts";

/** The height of a row, in pixels. */
const ROW = 52;

/** How many rows are drawn above and below the visible ones. */
const MARGIN = 4;

/** What {@linkcode CallList} shows. */
export interface CallListProps {
  readonly calls: readonly CallSummary[];
  readonly selected: number | undefined;
  /** The time in milliseconds since 1970. */
  readonly date: number;
  readonly onSelect: SelectCall;
}

/** A list of calls, of which only the visible rows exist. */
export function CallList({ calls, selected, date, onSelect }: CallListProps): JSX.Element {
  const [filter, setFilter] = useState("");
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(400);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const shown = calls.filter((call) => matches(call, filter.trim().toLowerCase()));
  // A filter makes the list shorter, before the browser says that it has scrolled.
  const y = Math.max(0, Math.min(top, shown.length * ROW - height));
  const first = Math.max(0, Math.floor(y / ROW) - MARGIN);
  const last = Math.min(shown.length, Math.ceil((y + height) / ROW) + MARGIN);
  const select = (index: number) => {
    const call = shown[Math.max(0, Math.min(shown.length - 1, index))];
    if (call === undefined) return;
    // Each step of the arrow keys would be one in the history of the browser.
    onSelect(call.id, { replace: selected !== undefined });
    reveal(shown.indexOf(call));
  };
  const reveal = (index: number) => {
    const element = list.current;
    const y = index * ROW;
    if (element === null || index < 0) return;
    if (y < element.scrollTop) element.scrollTop = y;
    else if (y + ROW > element.scrollTop + height) element.scrollTop = y + ROW - height;
  };
  const isKnown = calls.some(({ id }) => id === selected);
  useEffect(() => reveal(shown.findIndex(({ id }) => id === selected)), [selected, isKnown]);
  const onKey = (event: KeyboardEvent) => {
    const at = shown.findIndex(({ id }) => id === selected);
    const page = Math.max(1, Math.floor(height / ROW) - 1);
    const target = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: shown.length,
    }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    select(target);
  };
  return (
    <section class="calls" aria-labelledby="calls-title">
      <div class="calls-head">
        <h2 id="calls-title">Calls</h2>
        <input
          type="search"
          aria-label="Filter calls"
          placeholder="Caller, path, outcome"
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
        <span class="count">{shown.length}</span>
      </div>
      <div
        ref={list}
        class="list"
        role="listbox"
        aria-label="Calls"
        tabIndex={0}
        {...selected !== undefined && shown.slice(first, last).some(({ id }) => id === selected) &&
          {
            "aria-activedescendant": `call-${selected}`,
          }}
        onKeyDown={onKey}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      >
        <Spacer height={first * ROW} />
        {shown.slice(first, last).map((call, index) => (
          <div
            key={call.id}
            id={`call-${call.id}`}
            class={`call${call.id === selected ? " selected" : ""}`}
            role="option"
            aria-selected={call.id === selected}
            aria-setsize={shown.length}
            aria-posinset={first + index + 1}
            onClick={() => onSelect(call.id)}
          >
            <CallRow call={call} date={date} />
          </div>
        ))}
        <Spacer height={(shown.length - last) * ROW} />
      </div>
      {shown.length === 0 && (
        <p class="empty">{filter === "" ? "No calls yet" : "No call matches"}</p>
      )}
    </section>
  );
}

function Spacer({ height }: { height: number }): JSX.Element {
  return <div role="presentation" style={{ height: `${Math.max(0, height)}px` }} />;
}

function CallRow({ call, date }: { call: CallSummary; date: number }): JSX.Element {
  const { script, route, waiting, end, since } = call;
  return (
    <>
      <span
        class={`dot dot-${end === undefined ? `now dot-${waiting}` : outcomeClass(end.outcome)}`}
      />
      <span class="call-path">{visible(script) || route || "/"}</span>
      <span class="call-time">
        {end === undefined
          ? formatClock(Math.max(0, Math.floor((date - since) / 1000)))
          : `${formatTimeOfDay(since, date)} · ${formatDuration(end.duration)}`}
      </span>
      <span class="call-caller">
        <Caller call={call} />
      </span>
      <span class={end !== undefined && isBad(end.outcome) ? "call-state bad" : "call-state"}>
        {callNumber(call)}
        {stateOf(call, date)}
      </span>
    </>
  );
}

/** What a call does now, or how it ended. */
function stateOf({ end, hungUp, waiting, verb, since, waitingSince }: CallSummary, date: number) {
  if (end !== undefined) return end.outcome;
  if (hungUp) return "hung up";
  if (waiting !== "handler") return verb;
  const seconds = Math.floor((date - since - waitingSince) / 1000);
  return seconds > 0 ? `working ${seconds} s` : "working";
}

/** The number of a call in the log, with its worker. */
function callNumber({ logId, worker }: CallSummary): string {
  return [worker === undefined ? "" : `worker ${worker} `, logId === undefined ? "" : `#${logId} `]
    .join("");
}

function matches(call: CallSummary, filter: string): boolean {
  if (filter === "") return true;
  const { script, route, channel, callerId, callerName, verb, end, since } = call;
  const state = end?.outcome ?? "in progress";
  const time = formatTimeOfDay(since);
  return [callNumber(call), script, route, channel, callerId, callerName, verb, state, time].join(
    " ",
  )
    .toLowerCase().includes(filter);
}
