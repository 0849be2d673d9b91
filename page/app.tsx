import type { JSX } from "preact";
import { useEffect, useMemo, useReducer, useState } from "preact/hooks";
import type { CallSummary, DialRequest, PageSettings } from "../src/cli/console/messages.ts";
import { dial } from "./state/api.ts";
import { CallList } from "./call/call_list.tsx";
import { CallView } from "./call/call_view.tsx";
import { ConnectionBanner, ConnectionStatus } from "./overview/connection_banner.tsx";
import { ConsoleStore } from "./state/console_store.ts";
import { FirstSteps } from "./overview/first_steps.tsx";
import { Glance } from "./overview/glance.tsx";
import { recall, remember } from "./state/page_memory.ts";
import { RouteTable } from "./overview/route_table.tsx";
import { useSelectedCall } from "./state/selected_call.ts";
import { ServerBanners } from "./overview/server_banners.tsx";
import { SoundPlayer } from "./telephone/sound_player.ts";
import { Telephone } from "./telephone/telephone.tsx";
import { WaitingNow } from "./overview/waiting_now.tsx";
import { WorkerTable } from "./overview/worker_table.tsx";
import { visible } from "./shown_text.ts";

/** How often a call in progress is drawn although nothing happens, in milliseconds. */
const TICK = 250;

/** How many calls of its own a page remembers. */
const MOST_OWN = 100;

/** The whole page. */
export function App({ settings }: { settings: PageSettings }): JSX.Element {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const store = useMemo(() => new ConsoleStore(() => redraw(undefined)), []);
  const player = useMemo(() => new SoundPlayer(() => redraw(undefined)), []);
  const [selected, select] = useSelectedCall();
  const [own, setOwn] = useState<readonly number[]>(() => recall("own", []));
  const initial = useMemo(() => recall("dial", settings.dial), []);
  const calls = sorted(store.calls.values());
  const call = selected === undefined ? undefined : store.calls.get(selected);
  const watched = selected === undefined ? undefined : store.watched.get(selected);
  // The steps come sooner than the lists.
  const isLive = call !== undefined && call.end === undefined &&
    watched?.steps.some(({ kind }) => kind === "end") !== true;
  const isHeard = isLive && own.includes(call.id);
  const { overview } = store;
  const name = overview?.phone ? "dev" : "console";

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
  useEffect(() => {
    const listener = () => document.hidden && !isHeard ? store.pause() : store.resume();
    listener();
    document.addEventListener("visibilitychange", listener);
    return () => document.removeEventListener("visibilitychange", listener);
  }, [isHeard]);
  useEffect(() => {
    document.title = `${
      call === undefined ? "" : `${visible(call.script) || "/"} · `
    }tipring ${name}`;
  }, [call?.script, name]);

  const onDial = async (request: DialRequest) => {
    remember("dial", request);
    const { id } = await dial(request);
    const ids = [...own, id].slice(-MOST_OWN);
    remember("own", ids);
    setOwn(ids);
    select(id);
  };
  const now = watched === undefined ? 0 : store.now - watched.begun;
  return (
    <div class={overview?.phone ? "page with-phone" : "page"}>
      <header>
        <h1>
          <img src="icon.svg" alt="" width={24} height={24} /> tipring <span>{name}</span>
        </h1>
        {overview !== undefined && (
          <p class="where">
            agi://{overview.address}
            {overview.draining ? " · shutting down" : ""}
            {overview.masked ? " · digits masked" : ""}
          </p>
        )}
        <ConnectionStatus store={store} />
      </header>
      <div class="banners">
        <ConnectionBanner store={store} />
        {overview !== undefined && <ServerBanners overview={overview} />}
      </div>
      {overview !== undefined && <Glance overview={overview} />}
      <div class="columns">
        <div class="side">
          {overview?.phone && (
            <Telephone
              call={isLive && call.phone ? call : undefined}
              steps={watched?.steps ?? []}
              now={now}
              initial={initial}
              handlers={overview.handlers}
              player={player}
              outcome={call?.end?.outcome}
              onDial={onDial}
              onAnother={() => select(undefined)}
            />
          )}
          <CallList calls={calls} selected={selected} date={store.date} onSelect={select} />
        </div>
        <main>
          {selected !== undefined && call === undefined && store.isComplete && (
            <p class="problem banner" role="status">
              This call is no longer kept: the server keeps the last 100 calls that ended.
            </p>
          )}
          {call !== undefined && watched !== undefined
            ? (
              <CallView
                key={call.id}
                call={call}
                steps={watched.steps}
                now={now}
                docs={settings.docs ?? {}}
                masked={overview?.masked ?? true}
                onClose={() => select(undefined)}
              />
            )
            : overview === undefined
            ? null
            : overview.phone && calls.length === 0
            ? <FirstSteps />
            : (
              <>
                <WaitingNow calls={calls} date={store.date} onSelect={select} />
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
    return ended || other.since - one.since || other.id - one.id;
  });
}
