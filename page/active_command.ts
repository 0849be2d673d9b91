import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** The command of a diagram that has the focus, or had it last. */
export interface ActiveCommand {
  /** Its number; `undefined` if none had the focus. */
  readonly active: number | undefined;
  readonly onFocus: (n: number) => void;
  /** Moves the focus by the arrow keys, Home and End. */
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** Makes the commands of a diagram one stop of Tab, with arrow keys from one to the next. */
export function useActiveCommand(
  svg: RefObject<SVGSVGElement | null>,
  commands: readonly number[],
): ActiveCommand {
  const [active, setActive] = useState<number>();
  const isMoving = useRef(false);
  useLayoutEffect(() => {
    if (!isMoving.current) return;
    isMoving.current = false;
    const row = svg.current?.querySelector<SVGElement>(`[data-command="${active}"]`);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
  }, [active]);
  const onKeyDown = (event: KeyboardEvent) => {
    const at = active === undefined ? -1 : commands.indexOf(active);
    if (at < 0) return;
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: commands.length - 1 }[
      event.key
    ];
    const next = commands[Math.max(0, Math.min(commands.length - 1, target ?? -1))];
    if (target === undefined || next === undefined) return;
    event.preventDefault();
    isMoving.current = next !== active;
    setActive(next);
  };
  return { active, onFocus: setActive, onKeyDown };
}
