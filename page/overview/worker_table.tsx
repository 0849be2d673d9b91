import type { JSX } from "preact";
import type { WorkerInfo, WorkersInfo } from "../../src/cli/console/messages.ts";

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
