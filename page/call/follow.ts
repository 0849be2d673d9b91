import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** The space below the newest step, in pixels. */
const BELOW = 16;

/** Below this width the telephone is above the picture, and must not leave the screen. */
const WIDE = "(min-width: 861px)";

/** Whether the page follows the newest step. */
export interface Following {
  /** Whether the newest step is out of sight, and the page does not follow it. */
  readonly canResume: boolean;
  /** Follows the newest step from now on. */
  readonly resume: () => void;
  /** Stays where it is, for something else to be read. */
  readonly stop: () => void;
}

/**
 * Keeps the lower end of a picture that grows in sight, until the reader scrolls up; and again when
 * the reader scrolls down to its end.
 */
export function useFollow(
  ref: RefObject<Element | null>,
  { live, height }: { live: boolean; height: number },
): Following {
  const follows = useRef(live && matchMedia(WIDE).matches);
  const [canResume, setCanResume] = useState(false);
  const look = () => {
    const rect = ref.current?.getBoundingClientRect();
    if (rect === undefined) return;
    const isHidden = rect.bottom > innerHeight && rect.top < innerHeight / 2;
    setCanResume(live && isHidden && !follows.current);
  };
  const toEnd = () => {
    const rect = ref.current?.getBoundingClientRect();
    if (rect !== undefined && rect.bottom + BELOW > innerHeight) {
      scrollBy({ top: rect.bottom + BELOW - innerHeight, behavior: "instant" });
    }
  };
  useLayoutEffect(() => {
    if (follows.current) toEnd();
    look();
  }, [height]);
  useLayoutEffect(() => {
    let last = scrollY;
    const listener = () => {
      const rect = ref.current?.getBoundingClientRect();
      // A picture that becomes shorter, because a wait is drawn shorter, moves the page up as well.
      const isAtEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
      if (scrollY < last - 2 && !isAtEnd) follows.current = false;
      else if (live && scrollY > last && rect !== undefined && rect.bottom <= innerHeight + BELOW) {
        follows.current = true;
      }
      last = scrollY;
      look();
    };
    addEventListener("scroll", listener, { passive: true });
    return () => removeEventListener("scroll", listener);
  }, [live]);
  return {
    canResume,
    resume: () => {
      follows.current = true;
      toEnd();
      look();
    },
    stop: () => {
      follows.current = false;
      look();
    },
  };
}
