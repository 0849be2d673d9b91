import type { JSX } from "preact";
import { useEffect, useMemo, useReducer, useState } from "preact/hooks";
import type {
  CallSummary,
  DialRequest,
  PageSettings,
  PhoneDeed,
} from "../src/cli/console/messages.ts";
import { act, dial } from "./api.ts";
import { CallList } from "./call_list.tsx";
import { CallView } from "./call_view.tsx";
import { ConsoleStore } from "./console_store.ts";
import { DialForm } from "./dial_form.tsx";
import { Glance, RouteTable, WorkerTable } from "./glance.tsx";
import { Keypad } from "./keypad.tsx";
import { SoundPlayer } from "./sound_player.ts";
import { WaitingNow } from "./waiting_now.tsx";

/** How often a call in progress is drawn although nothing happens, in milliseconds. */
const TICK = 250;

/** The whole page. */
export function App({ settings }: { settings: PageSettings }): JSX.Element {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const store = useMemo(() => new ConsoleStore(() => redraw(undefined)), []);
  const player = useMemo(() => new SoundPlayer(), []);
  const [selected, setSelected] = useState<number>();
  const [own, setOwn] = useState<readonly number[]>([]);
  const calls = sorted(store.calls.values());
  const call = selected === undefined ? undefined : store.calls.get(selected);
  const watched = selected === undefined ? undefined : store.watched.get(selected);
  // The steps come sooner than the lists.
  const isLive = call !== undefined && call.end === undefined &&
    watched?.steps.some(({ kind }) => kind === "end") !== true;
  const { overview } = store;

  useEffect(() => {
    store.watch(selected === undefined ? [] : [selected]);
    player.stop();
  }, [selected]);
  useEffect(() => {
    // Only the call that is shown is heard, and only where it was placed.
    store.onStep = (id, step, now) => {
      if (id !== selected || !own.includes(id)) return;
      if (step.kind === "sound") player.play(id, step, now - step.at);
      else if (step.kind === "quiet" || step.kind === "end" || step.kind === "hangup") {
        player.stop();
      }
    };
  }, [selected, own]);
  useEffect(() => {
    if (!isLive) return;
    const timer = setInterval(() => redraw(undefined), TICK);
    return () => clearInterval(timer);
  }, [isLive]);

  const onDial = async (request: DialRequest) => {
    const { id } = await dial(request);
    setOwn((ids) => [...ids, id].slice(-100));
    setSelected(id);
  };
  const onDeed = (deed: PhoneDeed) => {
    if (selected !== undefined) act(selected, deed).catch(() => {});
  };
  const now = watched === undefined ? 0 : performance.now() - watched.begun;
  const phone = call?.phone === true && isLive ? call : undefined;
  return (
    <div class={overview?.phone ? "page with-phone" : "page"}>
      <header>
        <h1>
          <img src="icon.svg" alt="" width={24} height={24} /> tipring{" "}
          <span>{overview?.phone ? "dev" : "console"}</span>
        </h1>
        {overview !== undefined && (
          <p class="where">
            agi://{overview.address}
            {overview.draining ? " · shutting down" : ""}
            {overview.masked ? " · digits masked" : ""}
          </p>
        )}
        <p class={store.connected ? "status" : "status lost"} role="status">
          {store.connected
            ? "live"
            : overview === undefined
            ? "connecting"
            : "disconnected, retrying"}
        </p>
      </header>
      {overview?.reload?.error !== undefined && (
        <p class="problem banner" role="alert">
          {overview.workers === undefined
            ? "Reload failed, keeping the previous handlers: "
            : "Reload failed, not all workers have the new handlers: "}
          {overview.reload.error}
        </p>
      )}
      {overview !== undefined && overview.missing > 0 && (
        <p class="problem banner" role="status">
          {overview.missing} steps are missing: the supervisor received too slowly from its workers
        </p>
      )}
      {overview !== undefined && <Glance overview={overview} />}
      <div class="columns">
        <div class="side">
          {overview?.phone && phone === undefined && (
            <DialForm initial={settings.dial} handlers={overview.handlers} onDial={onDial} />
          )}
          {phone !== undefined && (
            <Keypad
              call={phone}
              steps={watched?.steps ?? []}
              now={now}
              sound={player.enabled}
              onSound={(on) => {
                player.enabled = on;
                redraw(undefined);
              }}
              onDeed={onDeed}
            />
          )}
          {phone !== undefined && (
            <button
              type="button"
              class="another"
              onClick={() => setSelected(undefined)}
            >
              Place another call
            </button>
          )}
          <CallList calls={calls} selected={selected} onSelect={setSelected} />
        </div>
        <main>
          {call !== undefined && watched !== undefined
            ? (
              <CallView
                call={call}
                watched={watched}
                now={now}
                docs={settings.docs ?? {}}
                masked={overview?.masked ?? true}
                onClose={() => setSelected(undefined)}
              />
            )
            : overview !== undefined && (
              <>
                <WaitingNow calls={calls} onSelect={setSelected} />
                <RouteTable overview={overview} />
                {overview.workers !== undefined && <WorkerTable workers={overview.workers} />}
              </>
            )}
        </main>
      </div>
    </div>
  );
}

/** Calls in progress first, the newest of each first. */
function sorted(calls: Iterable<CallSummary>): CallSummary[] {
  return [...calls].sort((one, other) => {
    const ended = Number(one.end !== undefined) - Number(other.end !== undefined);
    return ended || other.id - one.id;
  });
}
