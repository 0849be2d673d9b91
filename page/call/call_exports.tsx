import { type ComponentChildren, type JSX, render } from "preact";
import { useRef, useState } from "preact/hooks";
import type { CallSummary } from "../../src/cli/console/messages.ts";
import { loadText } from "../state/api.ts";
import { Diagram, type DiagramProps } from "../diagram/diagram.tsx";
import { save, standaloneSvg } from "./export_svg.ts";
import { formatTimeOfDay } from "../format.ts";
import { visible } from "../shown_text.ts";
import { TestCode } from "./test_code.tsx";
import { ALL } from "../visible_range.ts";

/** What {@linkcode CallExports} needs. */
export interface CallExportsProps {
  readonly call: CallSummary;
  /** The diagram as it is shown. */
  readonly drawing: Pick<DiagramProps, "steps" | "now" | "scale" | "width">;
  /** Whether the call can become a test. */
  readonly canTest: boolean;
  /** Other controls, before the buttons. */
  readonly children: ComponentChildren;
}

/** What can be made of a call: a picture, a recording and a test. */
export function CallExports(
  { call, drawing, canTest, children }: CallExportsProps,
): JSX.Element {
  const [test, setTest] = useState<string>();
  const [problem, setProblem] = useState("");
  const copy = useRef<HTMLDivElement>(null);
  const attempt = (run: () => void | Promise<void>) => async () => {
    setProblem("");
    try {
      await run();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : `${error}`);
    }
  };
  const saveSvg = () => {
    const place = copy.current;
    if (place === null) return;
    // The page draws only what is visible.
    const whole = { ...drawing, range: ALL, title: titleOf(call) };
    render(<Diagram {...whole} selected={undefined} onSelect={() => {}} />, place);
    const svg = place.querySelector("svg");
    const text = svg === null ? "" : standaloneSvg(svg);
    render(null, place);
    save(text, { name: `call-${call.id}.svg`, type: "image/svg+xml" });
  };
  const saveRecording = async () => {
    const text = await loadText(`calls/${call.id}/recording`);
    if (text === "") throw new Error("The server did not keep the bytes of this call");
    save(text, { name: `call-${call.id}.txt`, type: "text/plain" });
  };
  return (
    <>
      <div class="tools">
        {children}
        <button type="button" onClick={attempt(saveSvg)}>SVG</button>
        <button type="button" onClick={attempt(saveRecording)}>Recording</button>
        {canTest && (
          <button
            type="button"
            onClick={attempt(async () => setTest(await loadText(`calls/${call.id}/test`)))}
          >
            Make a test
          </button>
        )}
      </div>
      <div ref={copy} class="svg-copy" aria-hidden="true" />
      {problem !== "" && <p class="problem" role="alert">{problem}</p>}
      {test !== undefined && <TestCode text={test} onClose={() => setTest(undefined)} />}
    </>
  );
}

function titleOf({ script, callerName, callerId, since }: CallSummary): string {
  const caller = [callerName, callerId].filter((text) => text !== "").join(" ");
  const from = caller === "" ? "" : ` from ${visible(caller)}`;
  return `Call${from} to ${visible(script) || "/"}, ${formatTimeOfDay(since, 0)}`;
}
