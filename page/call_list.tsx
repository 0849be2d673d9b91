import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { CallSummary } from "../src/cli/console/messages.ts";
import { formatClock, formatDuration, visible } from "./format.ts";

/** The height of a row, in pixels. */
const ROW = 52;

/** How many rows are drawn above and below the visible ones. */
const MARGIN = 4;

/** What {@linkcode CallList} shows. */
export interface CallListProps {
  readonly calls: readonly CallSummary[];
  readonly selected: number | undefined;
  readonly onSelect: (id: number) => void;
}

/** A list of calls, of which only the visible rows exist. */
export function CallList({ calls, selected, onSelect }: CallListProps): JSX.Element {
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
  const first = Math.max(0, Math.floor(top / ROW) - MARGIN);
  const last = Math.min(shown.length, Math.ceil((top + height) / ROW) + MARGIN);
  const select = (index: number) => {
    const call = shown[Math.max(0, Math.min(shown.length - 1, index))];
    if (call === undefined) return;
    onSelect(call.id);
    const element = list.current;
    const y = shown.indexOf(call) * ROW;
    if (element === null) return;
    if (y < element.scrollTop) element.scrollTop = y;
    else if (y + ROW > element.scrollTop + height) element.scrollTop = y + ROW - height;
  };
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
          placeholder="Filter"
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
            <CallRow call={call} />
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

function CallRow({ call }: { call: CallSummary }): JSX.Element {
  const { script, route, callerId, callerName, verb, waiting, end, hungUp, since } = call;
  const caller = [callerName, callerId].filter((text) => text !== "").join(" · ") ||
    "unknown caller";
  const state = end === undefined ? hungUp ? "hung up" : verb || "starts" : end.outcome;
  return (
    <>
      <span
        class={`dot dot-${
          end === undefined ? `now dot-${waiting}` : end.outcome.replace(" ", "-")
        }`}
      />
      <span class="call-path">{visible(script) || route || "/"}</span>
      <span class="call-time">
        {end === undefined
          ? formatClock(Math.max(0, Math.floor((Date.now() - since) / 1000)))
          : formatDuration(end.duration)}
      </span>
      <span class="call-caller">{visible(caller)}</span>
      <span class="call-state">
        {callNumber(call)}
        {state}
      </span>
    </>
  );
}

/** The number of a call in the log, with its worker. */
function callNumber({ logId, worker }: CallSummary): string {
  return [worker === undefined ? "" : `worker ${worker} `, logId === undefined ? "" : `#${logId} `]
    .join("");
}

function matches(call: CallSummary, filter: string): boolean {
  if (filter === "") return true;
  const { script, route, channel, callerId, callerName, verb, end } = call;
  const outcome = end?.outcome ?? "in progress";
  return [callNumber(call), script, route, channel, callerId, callerName, verb, outcome].join(" ")
    .toLowerCase().includes(filter);
}
