import type { JSX } from "preact";
import { mergeNear, spansOf, totalsOf } from "../diagram/exchange.ts";
import { WAITS } from "../diagram/waits.ts";
import { formatDuration, formatTime } from "../format.ts";
import type { Step } from "../../src/cli/console/messages.ts";

/** The heights of the strip's parts, in pixels. */
const LANE = 18;
const HEIGHT = 74;
const LEFT = 80;
const RIGHT = 14;

/** What {@linkcode TimeStrip} draws. */
export interface TimeStripProps {
  readonly steps: readonly Step[];
  /** The time up to which the call is drawn, in milliseconds. */
  readonly now: number;
  readonly width: number;
}

/** Draws a whole call on one line, strictly to scale: who waited for whom, and for how long. */
export function TimeStrip({ steps, now, width }: TimeStripProps): JSX.Element {
  const total = Math.max(1000, steps.findLast(({ kind }) => kind === "end")?.at ?? now);
  const x = (at: number) => LEFT + (width - LEFT - RIGHT) * Math.min(1, at / total);
  const spans = spansOf(steps, now);
  const totals = totalsOf(spans);
  const names = (["caller", "dialplan", "asterisk", "handler"] as const)
    .filter((name) => totals[name] > 0);
  const summary = names.map((name) => `${WAITS[name]} ${formatDuration(totals[name])}`).join(", ");
  return (
    <div class="strip">
      <svg
        width={width}
        height={HEIGHT}
        viewBox={`0 0 ${width} ${HEIGHT}`}
        role="img"
        aria-label={`Time line: ${summary}`}
      >
        <text class="lane-name" x={LEFT - 8} y={26} text-anchor="end">Asterisk</text>
        <text class="lane-name" x={LEFT - 8} y={26 + LANE + 2} text-anchor="end">Handler</text>
        <rect class="strip-lane" x={LEFT} y={13} width={width - LEFT - RIGHT} height={LANE} />
        <rect
          class="strip-lane"
          x={LEFT}
          y={13 + LANE + 2}
          width={width - LEFT - RIGHT}
          height={LANE}
        />
        {mergeNear(spans, total / (width - LEFT - RIGHT)).map(({ from, to, waiting }, index) => (
          <rect
            key={index}
            class={`bar bar-${waiting}`}
            x={x(from)}
            y={waiting === "handler" ? 13 + LANE + 2 : 13}
            width={Math.max(waiting === "handler" ? 0 : 1, x(to) - x(from))}
            height={LANE}
          />
        ))}
        {steps.map((step) => {
          const at = x(step.at);
          if (step.kind === "key") {
            return (
              <g key={step.n} class={step.heard ? "strip-key" : "strip-key key-lost"}>
                <line x1={at} x2={at} y1={11} y2={13 + LANE} />
                <text x={at} y={10} text-anchor="middle">{step.key}</text>
              </g>
            );
          }
          if (step.kind === "hangup" || step.kind === "broken") {
            return <line key={step.n} class="strip-hangup" x1={at} x2={at} y1={6} y2={56} />;
          }
          return null;
        })}
        {ticksOf(total, width).map((at) => (
          <g key={at} class="tick">
            <line x1={x(at)} x2={x(at)} y1={52} y2={57} />
            <text x={x(at)} y={69} text-anchor="middle">
              {formatTime(at).replace(".0 s", " s")}
            </text>
          </g>
        ))}
      </svg>
      <ul class="legend">
        {names.map((name) => (
          <li key={name}>
            <svg width={14} height={14} aria-hidden="true">
              <rect class={`bar bar-${name}`} x={1} y={1} width={12} height={12} rx={2} />
            </svg>
            {WAITS[name]} <b>{formatDuration(totals[name])}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Round times, not nearer to each other than their labels are wide. */
function ticksOf(total: number, width: number): number[] {
  const most = Math.max(2, Math.floor((width - LEFT) / 80));
  const step = [200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000, 600_000, 3_600_000]
    .find((step) => total / step <= most) ?? 36_000_000;
  return Array.from({ length: Math.floor(total / step) + 1 }, (_, index) => index * step);
}
