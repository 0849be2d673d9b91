import type { JSX } from "preact";
import type { Columns } from "./columns.ts";

/** The lanes from left to right, and their names. */
export const LANE_NAMES = [["asterisk", "Asterisk"], ["handler", "Handler"]] as const;

/** A lane of the diagram. */
type Lane = typeof LANE_NAMES[number][0];

/** The width of the name of a lane, in pixels. */
const HEAD = 76;

/** Where the name of a lane is. */
export function headOf(columns: Columns, lane: Lane): { left: number; width: number } {
  const left = Math.min(columns.width - HEAD - 1, Math.max(1, columns[lane] - HEAD / 2));
  return { left, width: HEAD };
}

/** Draws the lanes of a diagram. */
export function Lanes(
  { columns, height, ended }: { columns: Columns; height: number; ended: boolean },
): JSX.Element {
  const bottom = height - (ended ? 14 : 0);
  return (
    <g>
      {LANE_NAMES.map(([lane]) => (
        <line key={lane} class="lane" x1={columns[lane]} x2={columns[lane]} y1={30} y2={bottom} />
      ))}
      {LANE_NAMES.map(([lane, name]) => {
        const { left, width } = headOf(columns, lane);
        return (
          <g key={lane}>
            <rect class="lane-head" x={left} y={4} width={width} height={24} rx={5} />
            <text class="lane-name" x={left + width / 2} y={20} text-anchor="middle">{name}</text>
          </g>
        );
      })}
    </g>
  );
}
