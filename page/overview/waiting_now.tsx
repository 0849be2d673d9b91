import type { JSX } from "preact";
import type { CallSummary } from "../../src/cli/console/messages.ts";
import { WAITS } from "../diagram/waits.ts";
import { formatTime } from "../format.ts";
import type { SelectCall } from "../state/selected_call.ts";
import { visible } from "../shown_text.ts";

/** A handler that works longer than this on one thing is named, in milliseconds. */
const SLOW = 1000;

/** How many calls are named. */
const MOST = 5;

/** What {@linkcode WaitingNow} shows. */
export interface WaitingNowProps {
  readonly calls: readonly CallSummary[];
  /** The time in milliseconds since 1970. */
  readonly date: number;
  readonly onSelect: SelectCall;
}

/** Shows what the calls in progress wait for, and whose handler has worked for the longest time. */
export function WaitingNow({ calls, date, onSelect }: WaitingNowProps): JSX.Element {
  const live = calls.filter(({ end }) => end === undefined);
  const names = ["caller", "dialplan", "asterisk", "handler"] as const;
  const counts = names.map((name) => live.filter(({ waiting }) => waiting === name).length);
  const working = live.filter(({ waiting }) => waiting === "handler")
    .map((call) => ({ call, since: date - call.since - call.waitingSince }))
    .filter(({ since }) => since >= SLOW)
    .sort((one, other) => other.since - one.since);
  return (
    <section class="routes" aria-labelledby="waiting-title">
      <h2 id="waiting-title">What calls in progress wait for</h2>
      {live.length === 0 ? <p class="empty">No calls in progress</p> : (
        <>
          <svg class="shares" width="100%" height="18" aria-hidden="true">
            {names.map((name, index) => {
              const before = counts.slice(0, index).reduce((sum, count) => sum + count, 0);
              const share = (count: number) => `${100 * count / live.length}%`;
              return (
                <rect
                  key={name}
                  class={`bar bar-${name}`}
                  x={share(before)}
                  width={share(counts[index] ?? 0)}
                  height="18"
                />
              );
            })}
          </svg>
          <ul class="legend">
            {names.map((name, index) => (
              <li key={name}>
                <svg width={14} height={14} aria-hidden="true">
                  <rect class={`bar bar-${name}`} x={1} y={1} width={12} height={12} rx={2} />
                </svg>
                {WAITS[name]} <b>{counts[index]}</b>
              </li>
            ))}
          </ul>
        </>
      )}
      {working.length > 0 && (
        <ol class="working" aria-label="Handlers that have worked for the longest time">
          {working.slice(0, MOST).map(({ call, since }) => (
            <li key={call.id}>
              <button
                type="button"
                onClick={() => onSelect(call.id)}
              >
                {visible(call.script) || "/"}
                <span>
                  {call.logId !== undefined && `#${call.logId} `}
                  working for {formatTime(since)}, since {call.verb || "the start"}
                </span>
              </button>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
