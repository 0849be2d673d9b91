import type { JSX } from "preact";
import type {
  Overview,
  ReloadInfo,
  WorkerInfo,
  WorkersInfo,
} from "../../src/cli/console/messages.ts";
import { formatDuration, formatTimeOfDay } from "../format.ts";

/** Shows the server at a glance. */
export function Glance({ overview }: { overview: Overview }): JSX.Element {
  const { inProgress, ended, latency, routes, workers, reload, handlers } = overview;
  const failed = routes.reduce(
    (sum, { outcomes }) =>
      sum + (outcomes.failed ?? 0) + (outcomes.abandoned ?? 0) + (outcomes["no-handler"] ?? 0),
    0,
  );
  const lost = routes.reduce((sum, { outcomes }) => sum + (outcomes.lost ?? 0), 0);
  return (
    <section class="at-a-glance" aria-label="Server at a glance">
      <dl class="glance">
        <Figure
          name="In progress"
          value={inProgress}
          note={overview.notShown > 0 ? `${overview.notShown} not listed` : ""}
        />
        <Figure
          name="Ended"
          value={ended}
          note={[failed > 0 ? `${failed} failed` : "", lost > 0 ? `${lost} lost` : ""]
            .filter((text) => text !== "").join(", ") || "none failed"}
          bad={failed + lost > 0}
        />
        <Figure
          name="Asterisk’s reply time"
          value={latency.count === 0 ? "–" : formatDuration(latency.median)}
          note={latency.count === 0
            ? "no commands in the last minute"
            : `median; 95% within ${formatDuration(latency.p95)}`}
        />
        <RefusedFigure overview={overview} />
        <Figure
          name="Handlers"
          value={handlers.length}
          note={reloadNote(reload)}
          bad={reload?.error !== undefined}
        />
        {workers !== undefined && <WorkersFigure workers={workers} />}
      </dl>
    </section>
  );
}

function RefusedFigure({ overview }: { overview: Overview }): JSX.Element {
  const { refused, rejected, acceptErrors } = overview;
  const limited = Object.values(refused).reduce((sum, count) => sum + (count ?? 0), 0);
  const notes = [
    `${limited} over limits`,
    `${rejected} not AGI`,
    ...acceptErrors > 0 ? [`${acceptErrors} accept errors`] : [],
  ];
  return (
    <Figure
      name="Refused connections"
      value={limited + rejected}
      note={notes.join(", ")}
      bad={limited + acceptErrors > 0}
    />
  );
}

function reloadNote(reload: ReloadInfo | undefined): string {
  if (reload === undefined) return "not reloaded since the start";
  const { error, times, at } = reload;
  const when = formatTimeOfDay(at);
  if (error !== undefined) return `reload failed at ${when}`;
  return times === 1 ? `reloaded at ${when}` : `${times} reloads, last at ${when}`;
}

function WorkersFigure({ workers }: { workers: WorkersInfo }): JSX.Element {
  const { running, restarts } = workers;
  const count = (state: WorkerInfo["state"]) =>
    running.filter((worker) => worker.state === state).length;
  const notes = [
    [count("starting"), "starting"],
    [count("draining"), "draining"],
    [restarts, restarts === 1 ? "restart" : "restarts"],
  ] as const;
  return (
    <Figure
      name="Workers"
      value={count("accepting")}
      note={notes.filter(([number]) => number > 0).map((note) => note.join(" ")).join(", ") ||
        "accept calls"}
      bad={restarts > 0 || count("accepting") === 0}
    />
  );
}

function Figure(
  { name, value, note, bad = false }: {
    name: string;
    value: string | number;
    note: string;
    bad?: boolean;
  },
): JSX.Element {
  return (
    <div class={bad ? "figure bad" : "figure"}>
      <dt>{name}</dt>
      <dd class="value">{value}</dd>
      <dd class="figure-note">{note}</dd>
    </div>
  );
}
