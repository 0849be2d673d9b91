import type { JSX } from "preact";
import type { Overview } from "../src/cli/console/messages.ts";
import { formatDuration } from "./format.ts";

/** Shows the server at a glance. */
export function Glance({ overview }: { overview: Overview }): JSX.Element {
  const { inProgress, ended, latency, refused, rejected, acceptErrors, reload, routes } = overview;
  const refusals = Object.values(refused).reduce((sum, count) => sum + (count ?? 0), 0);
  const failed = routes.reduce(
    (sum, { outcomes }) =>
      sum + (outcomes.failed ?? 0) + (outcomes.abandoned ?? 0) + (outcomes["no-handler"] ?? 0),
    0,
  );
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
          note={failed > 0 ? `${failed} failed` : "none failed"}
          bad={failed > 0}
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
            : `${reload.times} × , ${clock(reload.at)}`}
          bad={reload?.error !== undefined}
        />
      </dl>
    </section>
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
  const outcomes = ["completed", "hangup", "failed", "abandoned", "no-handler"] as const;
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
