import { useLayoutEffect, useState } from "preact/hooks";

/** Selects a call, or none. `replace` makes no new entry in the history of the browser. */
export type SelectCall = (id: number | undefined, options?: { replace?: boolean }) => void;

/** The call that is shown. It is in the address, so that a reload, a link and the history keep it. */
export function useSelectedCall(): readonly [number | undefined, SelectCall] {
  const [selected, setSelected] = useState(inAddress);
  useLayoutEffect(() => {
    const listener = () => setSelected(inAddress());
    addEventListener("popstate", listener);
    return () => removeEventListener("popstate", listener);
  }, []);
  const select: SelectCall = (id, { replace = false } = {}) => {
    if (id === inAddress()) return;
    const address = id === undefined ? location.pathname : `#/calls/${id}`;
    if (replace) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
    setSelected(id);
  };
  return [selected, select];
}

function inAddress(): number | undefined {
  const [, id] = /^#\/calls\/(\d{1,9})$/.exec(location.hash) ?? [];
  return id === undefined ? undefined : Number(id);
}
