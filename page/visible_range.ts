import type { RefObject } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

/** A part of a picture from top to bottom, in its own pixels. */
export interface Range {
  readonly top: number;
  readonly bottom: number;
}

/** Everything. */
export const ALL: Range = { top: -Infinity, bottom: Infinity };

/** How much is drawn above and below what is visible, in pixels. */
const MARGIN = 600;

/** The part that is drawn changes in steps of this, so that not each scroll event draws. */
const STEP = 300;

/** The part of an element that is visible in the window, and some more above and below. */
export function useVisibleRange(ref: RefObject<Element | null>): Range {
  const [range, setRange] = useState<Range>({ top: 0, bottom: 2 * MARGIN });
  useLayoutEffect(() => {
    let frame = 0;
    const measure = () => {
      frame = 0;
      const y = ref.current?.getBoundingClientRect().top ?? 0;
      const top = Math.floor((-y - MARGIN) / STEP) * STEP;
      const bottom = Math.ceil((innerHeight - y + MARGIN) / STEP) * STEP;
      setRange((old) => old.top === top && old.bottom === bottom ? old : { top, bottom });
    };
    const plan = () => frame ||= requestAnimationFrame(measure);
    measure();
    addEventListener("scroll", plan, { passive: true });
    addEventListener("resize", plan);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener("scroll", plan);
      removeEventListener("resize", plan);
    };
  }, []);
  return range;
}
