import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { CallSummary, CommandDoc } from "../src/cli/console/messages.ts";
import { loadText } from "./api.ts";
import { CommandDetail } from "./command_detail.tsx";
import type { Watched } from "./console_store.ts";
import { Diagram } from "./diagram.tsx";
import { exchangesOf } from "./exchange.ts";
import { save, standaloneSvg } from "./export_svg.ts";
import { visible } from "./format.ts";
import { TimeStrip } from "./time_strip.tsx";

/** The scales to choose from, in pixels for a second. */
const SCALES: readonly (readonly [name: string, scale: number])[] = [
  ["equal rows", 0],
  ["10 px per second", 10],
  ["20 px per second", 20],
  ["40 px per second", 40],
  ["80 px per second", 80],
  ["200 px per second", 200],
];

/** What {@linkcode CallView} shows. */
export interface CallViewProps {
  readonly call: CallSummary;
  readonly watched: Watched;
  /** The time of the call up to which it is drawn, in milliseconds. */
  readonly now: number;
  readonly docs: Readonly<Record<string, CommandDoc>>;
  /** Whether digits are masked, so that a call cannot become a test. */
  readonly masked: boolean;
  /** Goes back to the overview of all calls. */
  readonly onClose: () => void;
}

/** Shows one call as a picture. */
export function CallView(
  { call, watched, now, docs, masked, onClose }: CallViewProps,
): JSX.Element {
  const [scale, setScale] = useState(40);
  const [selected, setSelected] = useState<number>();
  const [test, setTest] = useState<string>();
  const [problem, setProblem] = useState("");
  const [width, setWidth] = useState(800);
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(Math.max(300, element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    setSelected(undefined);
    setTest(undefined);
    setProblem("");
  }, [call.id]);
  const { steps, missing } = watched;
  const exchange = exchangesOf(steps).find(({ command }) => command.n === selected);
  const attempt = (run: () => Promise<void>) => () => {
    setProblem("");
    run().catch((error) => setProblem(error instanceof Error ? error.message : `${error}`));
  };
  const saveSvg = async () => {
    const svg = document.querySelector<SVGSVGElement>("#diagram");
    if (svg === null) return;
    await Promise.resolve();
    save(standaloneSvg(svg), { name: `call-${call.id}.svg`, type: "image/svg+xml" });
  };
  const saveRecording = async () => {
    const text = await loadText(`calls/${call.id}/recording`);
    save(text, { name: `call-${call.id}.txt`, type: "text/plain" });
  };
  const caller = [call.callerName, call.callerId].filter((text) => text !== "").join(" · ");
  return (
    <section class="view" aria-labelledby="view-title">
      <div class="view-head">
        <div>
          <h2 id="view-title">{visible(call.script) || "/"}</h2>
          <p class="facts">
            {call.end === undefined
              ? <b class="live">in progress</b>
              : (
                <b class={`outcome outcome-${call.end.outcome.replace(" ", "-")}`}>
                  {call.end.outcome}
                </b>
              )}
            {caller !== "" && <span>{visible(caller)}</span>}
            {call.worker !== undefined && <span>worker {call.worker}</span>}
            {call.channel !== "" && <span>{visible(call.channel)}</span>}
            {call.route !== undefined && call.route !== `/${call.script}` && (
              <span>route {call.route}</span>
            )}
          </p>
        </div>
        <div class="tools">
          <label>
            Scale
            <select value={scale} onChange={(event) => setScale(Number(event.currentTarget.value))}>
              {SCALES.map(([name, value]) => <option key={value} value={value}>{name}</option>)}
            </select>
          </label>
          <button type="button" onClick={attempt(saveSvg)}>SVG</button>
          <button type="button" onClick={attempt(saveRecording)}>Recording</button>
          {!masked && (
            <button
              type="button"
              onClick={attempt(async () => setTest(await loadText(`calls/${call.id}/test`)))}
            >
              Make a test
            </button>
          )}
          <button type="button" onClick={onClose}>Overview</button>
        </div>
      </div>
      {problem !== "" && <p class="problem" role="alert">{problem}</p>}
      {test !== undefined && <TestCode text={test} onClose={() => setTest(undefined)} />}
      <FailureBox watched={watched} />
      <div class={exchange === undefined ? "picture" : "picture with-detail"}>
        <div ref={frame} class="frame">
          <TimeStrip steps={steps} now={now} width={width} />
          <Diagram
            steps={steps}
            missing={missing}
            now={now}
            scale={scale}
            width={width}
            selected={selected}
            onSelect={(n) => setSelected(n === selected ? undefined : n)}
          />
        </div>
        {exchange !== undefined && (
          <CommandDetail
            id={call.id}
            exchange={exchange}
            doc={docs[exchange.command.verb]}
            onClose={() => setSelected(undefined)}
          />
        )}
      </div>
    </section>
  );
}

/** The error of a call that failed, with the line of the handler. */
function FailureBox({ watched }: { watched: Watched }): JSX.Element | null {
  const end = watched.steps.findLast(({ kind }) => kind === "end");
  if (end?.kind !== "end" || end.failure === undefined) return null;
  const { message, place, source } = end.failure;
  return (
    <div class="failure">
      <p>{visible(message)}</p>
      {place !== undefined && <p class="failure-place">{place}</p>}
      {source !== undefined && <pre tabIndex={0}>{source}</pre>}
    </div>
  );
}

function TestCode({ text, onClose }: { text: string; onClose: () => void }): JSX.Element {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    navigator.clipboard.writeText(text).then(() => setCopied(true), () => setCopied(false));
  return (
    <div class="test">
      <div class="detail-head">
        <h3>A test of this call</h3>
        <span>
          <button type="button" onClick={copy}>{copied ? "Copied" : "Copy"}</button>{" "}
          <button
            type="button"
            onClick={() => save(text, { name: "call_test.ts", type: "text/plain" })}
          >
            Save
          </button>{" "}
          <button type="button" class="quiet" onClick={onClose} aria-label="Close test">✕</button>
        </span>
      </div>
      <pre tabIndex={0}>{text}</pre>
    </div>
  );
}
