import type { JSX } from "preact";
import type { Columns } from "./columns.ts";
import { headOf, LANE_NAMES } from "./lanes.tsx";

/** The names of the lanes, which stay in sight when the diagram below is long. */
export function LaneHeads({ columns }: { columns: Columns }): JSX.Element {
  return (
    <div class="lane-heads" aria-hidden="true">
      {LANE_NAMES.map(([lane, name]) => {
        const { left, width } = headOf(columns, lane);
        return <span key={lane} style={{ left: `${left}px`, width: `${width}px` }}>{name}</span>;
      })}
    </div>
  );
}
