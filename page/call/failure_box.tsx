import type { JSX } from "preact";
import type { Step } from "../../src/cli/console/messages.ts";
import { visible, visibleLines } from "../shown_text.ts";

/** The error of a call that failed, with the line of the handler. */
export function FailureBox({ steps }: { steps: readonly Step[] }): JSX.Element | null {
  const end = steps.findLast(({ kind }) => kind === "end");
  if (end?.kind !== "end" || end.failure === undefined) return null;
  const { message, place, source } = end.failure;
  return (
    <div class="failure">
      <p>{visibleLines(message)}</p>
      {place !== undefined && <p class="failure-place">{visible(place)}</p>}
      {source !== undefined && <pre tabIndex={0}>{visible(source)}</pre>}
    </div>
  );
}
