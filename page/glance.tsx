import type { JSX } from "preact";
import type { Overview, WorkerInfo, WorkersInfo } from "../src/cli/console/messages.ts";
import { formatDuration } from "./format.ts";

/** Shows the server at a glance. */
export function Glance({ overview }: { overview: Overview }): JSX.Element {
  const { inProgress, ended, latency, refused, rejected, acceptErrors, reload, routes, workers } =
    overview;
  const refusals = Object.values(refused).reduce((sum, count) => sum + (count ?? 0), 0);
  const failed = routes.reduce(
    (sum, { outcomes }) =>
      sum + (outcomes.failed ?? 0) + (outcomes.abandoned ?? 0) + (outcomes["no-handler"] ?? 0),
    0,
  );
  const lost = routes.reduce((sum, { outcomes }) => sum + (outcomes.lost ?? 0), 0);
  return (
    <section aria-label="Server at a glance">
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
          name="Reply of Asterisk"
          value={latency.count === 0 ? "–" : formatDuration(latency.median)}
          note={latency.count === 0 ? "no commands" : `95% ≤ ${formatDuration(latency.p95)}`}
        />
        <Figure
          name="Refused"
          value={refusals + rejected}
          note={`${refusals} by limits, ${rejected} not AGI`}
          bad={acceptErrors > 0}
        />
        <Figure
          name="Handlers"
          value={reload === undefined
            ? "as started"
            : reload.error === undefined
            ? "reloaded"
            : "reload failed"}
          note={reload === undefined
            ? `${overview.handlers.length} loaded`
            : `${reload.times}×, ${clock(reload.at)}`}
          bad={reload?.error !== undefined}
        />
        {workers !== undefined && <WorkersFigure workers={workers} />}
      </dl>
    </section>
  );
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

function clock(epoch: number): string {
  return new Date(epoch).toLocaleTimeString();
}

/** Shows the calls by route and outcome. */
export function RouteTable({ overview }: { overview: Overview }): JSX.Element {
  const outcomes = [
    "completed",
    "hangup",
    "failed",
    "abandoned",
    "no-handler",
    ...overview.workers === undefined ? [] : ["lost"] as const,
  ] as const;
  return (
    <section class="routes" aria-labelledby="routes-title">
      <h2 id="routes-title">Calls by route</h2>
      {overview.routes.length === 0
        ? <p class="empty">No calls yet</p>
        : (
          <div class="scroll" tabIndex={0} role="region" aria-label="Calls by route and outcome">
            <table>
              <thead>
                <tr>
                  <th scope="col">Route</th>
                  <th scope="col">In progress</th>
                  {outcomes.map((outcome) => <th key={outcome} scope="col">{outcome}</th>)}
                </tr>
              </thead>
              <tbody>
                {overview.routes.map(({ route, inProgress, outcomes: counts }) => (
                  <tr key={route}>
                    <th scope="row">{route}</th>
                    <td>{inProgress}</td>
                    {outcomes.map((outcome) => (
                      <td
                        key={outcome}
                        class={outcome !== "completed" && outcome !== "hangup" && counts[outcome]
                          ? "bad"
                          : ""}
                      >
                        {counts[outcome] ?? 0}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
    </section>
  );
}

/** Shows the worker processes. */
export function WorkerTable({ workers }: { workers: WorkersInfo }): JSX.Element {
  return (
    <section class="routes" aria-labelledby="workers-title">
      <h2 id="workers-title">Workers</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label="Worker processes">
        <table>
          <thead>
            <tr>
              <th scope="col">Worker</th>
              <th scope="col">In progress</th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {workers.running.map(({ number, state, inProgress }) => (
              <tr key={number}>
                <th scope="row">{number}</th>
                <td>{inProgress}</td>
                <td>{STATES[state]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const STATES: Readonly<Record<WorkerInfo["state"], string>> = {
  starting: "starting",
  accepting: "accepts calls",
  draining: "draining",
};
