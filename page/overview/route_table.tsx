import type { JSX } from "preact";
import type { Ending, Overview, RouteCounts } from "../../src/cli/console/messages.ts";
import { isBad, MEANINGS } from "../outcomes.ts";

/** Shows the calls by route and outcome; routes with failures come first. */
export function RouteTable({ overview }: { overview: Overview }): JSX.Element {
  const outcomes: readonly Ending[] = [
    "completed",
    "hangup",
    "failed",
    "abandoned",
    "no-handler",
    ...overview.workers === undefined ? [] : ["lost"] as const,
  ];
  const routes = overview.routes.toSorted((one, other) =>
    Number(failuresOf(other) > 0) - Number(failuresOf(one) > 0)
  );
  return (
    <section class="routes" aria-labelledby="routes-title">
      <h2 id="routes-title">Calls by route</h2>
      {routes.length === 0 ? <p class="empty">No calls yet</p> : (
        <>
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
                {routes.map((route) => <RouteRow key={route.route} {...{ route, outcomes }} />)}
              </tbody>
            </table>
          </div>
          <details class="meanings">
            <summary>What the outcomes mean</summary>
            <dl>
              {outcomes.map((outcome) => (
                <div key={outcome}>
                  <dt>{outcome}</dt>
                  <dd>{MEANINGS[outcome]}</dd>
                </div>
              ))}
            </dl>
          </details>
        </>
      )}
    </section>
  );
}

function RouteRow(
  { route, outcomes }: { route: RouteCounts; outcomes: readonly Ending[] },
): JSX.Element {
  return (
    <tr class={failuresOf(route) > 0 ? "failing" : ""}>
      <th scope="row">{route.route}</th>
      <Count value={route.inProgress} bad={false} />
      {outcomes.map((outcome) => (
        <Count key={outcome} value={route.outcomes[outcome] ?? 0} bad={isBad(outcome)} />
      ))}
    </tr>
  );
}

function Count({ value, bad }: { value: number; bad: boolean }): JSX.Element {
  return <td class={value === 0 ? "zero" : bad ? "bad" : ""}>{value}</td>;
}

/** How many calls of a route ended badly. */
function failuresOf({ outcomes }: RouteCounts): number {
  return Object.entries(outcomes).reduce(
    (sum, [outcome, count]) => isBad(outcome as Ending) ? sum + count : sum,
    0,
  );
}
