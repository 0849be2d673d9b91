import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { CallSummary, CommandDoc, Step } from "../../src/cli/console/messages.ts";
import { CallExports } from "./call_exports.tsx";
import { CallHead } from "./call_head.tsx";
import { columnsOf } from "../diagram/columns.ts";
import { CommandDetail } from "./command_detail.tsx";
import { Diagram } from "../diagram/diagram.tsx";
import { exchangesOf } from "../diagram/exchange.ts";
import { FailureBox } from "./failure_box.tsx";
import { useFollow } from "./follow.ts";
import { recall, remember } from "../state/page_memory.ts";
import { LaneHeads } from "../diagram/lane_heads.tsx";
import { isText, TextDetail } from "./text_detail.tsx";
import { TimeStrip } from "./time_strip.tsx";
import { useVisibleRange } from "../visible_range.ts";

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
  readonly steps: readonly Step[];
  /** The time of the call up to which it is drawn, in milliseconds. */
  readonly now: number;
  readonly docs: Readonly<Record<string, CommandDoc>>;
  /** Whether digits are masked, so that a call cannot become a test. */
  readonly masked: boolean;
  /** Goes back to the overview of all calls. */
  readonly onClose: () => void;
}

/** Shows one call as a picture. */
export function CallView({ call, steps, now, docs, masked, onClose }: CallViewProps): JSX.Element {
  const [scale, setScale] = useState(() => recall("scale", 40));
  const onScale = (pixels: number) => {
    remember("scale", pixels);
    setScale(pixels);
  };
  const [selected, setSelected] = useState<number>();
  const [size, setSize] = useState({ width: 800, height: 0 });
  const frame = useRef<HTMLDivElement>(null);
  const picture = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      const { clientWidth, clientHeight } = element;
      setSize({ width: Math.max(260, clientWidth), height: clientHeight });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const range = useVisibleRange(picture);
  const following = useFollow(picture, { live: call.end === undefined, height: size.height });
  const exchange = exchangesOf(steps).find(({ command }) => command.n === selected);
  const text = steps.find((step) => step.n === selected && isText(step));
  const hasDetail = exchange !== undefined || text !== undefined;
  const close = () => {
    setSelected(undefined);
    frame.current?.querySelector<SVGElement>(`[data-step="${selected}"]`)?.focus();
  };
  useLayoutEffect(() => {
    if (!hasDetail) return;
    const listener = (event: KeyboardEvent) => event.key === "Escape" && close();
    addEventListener("keydown", listener);
    return () => removeEventListener("keydown", listener);
  }, [hasDetail, selected]);
  const { width } = size;
  const drawing = { steps, now, scale, width };
  return (
    <section class="view" aria-labelledby="view-title">
      <div class="view-head">
        <CallHead call={call} onClose={onClose} />
        <CallExports call={call} drawing={drawing} canTest={!masked}>
          <label>
            Scale
            <select value={scale} onChange={(event) => onScale(Number(event.currentTarget.value))}>
              {SCALES.map(([name, value]) => <option key={value} value={value}>{name}</option>)}
            </select>
          </label>
        </CallExports>
      </div>
      <FailureBox steps={steps} />
      <div class={hasDetail ? "picture with-detail" : "picture"}>
        <div ref={frame} class="frame">
          <TimeStrip steps={steps} now={now} width={width} />
          <LaneHeads columns={columnsOf(width, steps)} />
          <div ref={picture}>
            <Diagram
              {...drawing}
              range={range}
              selected={selected}
              onSelect={(n) => {
                following.stop();
                setSelected(n === selected ? undefined : n);
              }}
            />
          </div>
        </div>
        {exchange !== undefined && (
          <CommandDetail
            id={call.id}
            exchange={exchange}
            doc={docs[exchange.command.verb]}
            onClose={close}
          />
        )}
        {text !== undefined && isText(text) && <TextDetail step={text} onClose={close} />}
      </div>
      {following.canResume && (
        <button type="button" class="follow" onClick={following.resume}>
          <span aria-hidden="true">↓</span> Follow the call
        </button>
      )}
    </section>
  );
}
