import type { JSX } from "preact";
import type { ConsoleStore } from "../state/console_store.ts";
import { formatTimeOfDay } from "../format.ts";

/** Says why nothing changes any more, and what to do about it. */
export function ConnectionBanner({ store }: { store: ConsoleStore }): JSX.Element | null {
  const { connection, overview } = store;
  if (connection === "live" || connection === "connecting") return null;
  const since = overview === undefined
    ? ""
    : ` This page shows the calls as of ${formatTimeOfDay(store.date)}.`;
  return (
    <p class="problem banner" role="alert">
      {WHY[connection]}
      {since}
    </p>
  );
}

const WHY = {
  lost: "The connection to the server is lost: is tipring still running? Retrying.",
  silent: "The server sends nothing: a handler blocks it, or the network is down. Retrying.",
  full: "The server has too many browsers connected. Close some pages; this one retries.",
  replaced: "The server was restarted, and has a new address: open the one that it printed.",
} as const;

/** The state of the connection in a word. */
export function ConnectionStatus({ store }: { store: ConsoleStore }): JSX.Element {
  const { connection } = store;
  const isBad = connection !== "live" && connection !== "connecting";
  return <p class={isBad ? "status lost" : "status"}>{STATUS[connection]}</p>;
}

const STATUS: Readonly<Record<ConsoleStore["connection"], string>> = {
  connecting: "connecting",
  live: "live",
  lost: "disconnected, retrying",
  silent: "no events, retrying",
  full: "disconnected, retrying",
  replaced: "server restarted",
};
