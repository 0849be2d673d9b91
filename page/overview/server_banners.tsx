import type { JSX } from "preact";
import type { Overview } from "../../src/cli/console/messages.ts";
import { visibleLines } from "../shown_text.ts";

/** Says what is wrong with the whole server. */
export function ServerBanners({ overview }: { overview: Overview }): JSX.Element {
  const { reload, workers, missing } = overview;
  return (
    <>
      {reload?.error !== undefined && (
        <p class="problem banner" role="alert">
          {workers === undefined
            ? "Reload failed, keeping the previous handlers: "
            : "Reload failed, not all workers have the new handlers: "}
          {visibleLines(withoutMarks(reload.error))}
        </p>
      )}
      {missing > 0 && (
        <p class="problem banner" role="status">
          {missing} steps are missing: the supervisor received too slowly from its workers
        </p>
      )}
    </>
  );
}

/** A message without what marks a file as reloaded, so that it has `menu.ts:2:18`. */
function withoutMarks(message: string): string {
  return message.replaceAll(/\?reload=\d+/g, "");
}
