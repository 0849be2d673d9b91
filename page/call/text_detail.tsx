import type { JSX } from "preact";
import type { Step } from "../../src/cli/console/messages.ts";
import type { StepOf } from "../diagram/exchange.ts";
import { formatTime } from "../format.ts";
import { visibleLines } from "../shown_text.ts";

/** A step with a text of the handler, of which the diagram shows a line. */
export type TextStep = StepOf<"log" | "warning">;

/** Whether a step is one with a text. */
export function isText(step: Step): step is TextStep {
  return step.kind === "log" || step.kind === "warning";
}

/** Shows all of a text that the handler wrote. */
export function TextDetail(
  { step, onClose }: { step: TextStep; onClose: () => void },
): JSX.Element {
  const name = step.kind === "log" ? `Log, ${step.level}` : "Warning";
  return (
    <aside class="detail" aria-label={name}>
      <div class="detail-head">
        <h3>{name}</h3>
        <button type="button" class="quiet" onClick={onClose} aria-label="Close">✕</button>
      </div>
      <dl>
        <dt>Written</dt>
        <dd>at {formatTime(step.at)}</dd>
      </dl>
      <pre class="wire" tabIndex={0}>{visibleLines(step.message)}</pre>
    </aside>
  );
}
