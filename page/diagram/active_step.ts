import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** What the names of the lanes cover at the top of the window, in pixels. */
const HEADS = 34;

/** What the button that follows the call covers at its bottom. */
const FOLLOW = 64;

/** The step of a diagram that has the focus, or had it last. */
export interface ActiveStep {
  /** Its number; `undefined` if none had the focus. */
  readonly active: number | undefined;
  readonly onFocus: (n: number) => void;
  /** Moves the focus by the arrow keys, Home and End, and selects by Enter and the space bar. */
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** Makes the steps of a diagram one stop of Tab, with arrow keys from one to the next. */
export function useActiveStep(
  svg: RefObject<SVGSVGElement | null>,
  { stops, onSelect }: { stops: readonly number[]; onSelect: (n: number) => void },
): ActiveStep {
  const [active, setActive] = useState<number>();
  const isMoving = useRef(false);
  useLayoutEffect(() => {
    if (!isMoving.current) return;
    isMoving.current = false;
    const row = svg.current?.querySelector<SVGElement>(`[data-step="${active}"]`);
    if (row === null || row === undefined) return;
    row.focus({ preventScroll: true });
    bringIntoSight(row);
  }, [active]);
  const onKeyDown = (event: KeyboardEvent) => {
    const at = active === undefined ? -1 : stops.indexOf(active);
    if (at < 0 || active === undefined) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return onSelect(active);
    }
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: stops.length - 1 }[
      event.key
    ];
    const next = stops[Math.max(0, Math.min(stops.length - 1, target ?? -1))];
    if (target === undefined || next === undefined) return;
    event.preventDefault();
    isMoving.current = next !== active;
    setActive(next);
  };
  return { active, onFocus: setActive, onKeyDown };
}

/**
 * Scrolls as little as possible. `scrollIntoView()` does not know what covers a row, and does nothing
 * for parts of an SVG in Firefox.
 */
function bringIntoSight(row: Element): void {
  const { top, bottom } = row.getBoundingClientRect();
  const heads = row.closest(".frame")?.querySelector(".lane-heads")?.getBoundingClientRect();
  const above = top - Math.max(0, heads?.top ?? 0) - HEADS;
  const below = bottom - innerHeight + FOLLOW;
  const distance = above < 0 ? above : Math.max(0, below);
  if (distance !== 0) scrollBy({ top: distance, behavior: "instant" });
}
