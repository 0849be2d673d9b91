import type { JSX } from "preact";
import type { CallSummary } from "../../src/cli/console/messages.ts";
import { Caller } from "../caller.tsx";
import { formatDuration, formatTimeOfDay } from "../format.ts";
import { MEANINGS, outcomeClass } from "../outcomes.ts";
import { visible } from "../shown_text.ts";

/** Says which call is shown, and how it ended. */
export function CallHead(
  { call, onClose }: { call: CallSummary; onClose: () => void },
): JSX.Element {
  const { script, end, since, logId, worker, channel, route } = call;
  return (
    <div class="call-head">
      <button type="button" class="quiet back" onClick={onClose}>
        <span aria-hidden="true">←</span> Overview
      </button>
      <h2 id="view-title">{visible(script) || "/"}</h2>
      <p class="facts">
        {end === undefined ? <b class="live">in progress</b> : (
          <span>
            <b class={`outcome outcome-${outcomeClass(end.outcome)}`}>{end.outcome}</b>
            {` after ${formatDuration(end.duration)}: ${MEANINGS[end.outcome]}`}
          </span>
        )}
      </p>
      <p class="facts">
        <span>
          <Caller call={call} />
        </span>
        <time dateTime={new Date(since).toISOString()}>started {formatTimeOfDay(since)}</time>
        {worker !== undefined && <span>worker {worker}</span>}
        {logId !== undefined && <span title="The number of the call in the log">#{logId}</span>}
        {channel !== "" && (
          <span>
            <bdi>{visible(channel)}</bdi>
          </span>
        )}
        {route !== undefined && route !== `/${script}` && <span>route {route}</span>}
      </p>
    </div>
  );
}
