import type { Call } from "./call.ts";
import { mixMonitor } from "./applications/mix_monitor.ts";
import { asModelled } from "./applications/model.ts";
import { MODELS } from "./applications/models.ts";
import { background, playback } from "./applications/playback.ts";
import { read } from "./applications/read.ts";
import { execApplication, execIf, tryExec } from "./applications/run_other.ts";
import { splitArguments } from "./applications/split_arguments.ts";
import { writeVariable } from "./variables.ts";
import type { Application } from "./world.ts";

/** A few of Asterisk's applications, by their names in lower case. */
export const APPLICATIONS: ReadonlyMap<string, Application> = new Map<string, Application>([
  ...Array.from(MODELS, ([name, model]) => [name, asModelled(model)] as const),
  ["answer", (call) => {
    call.channel.up = true;
    return 0;
  }],
  ["background", background],
  ["exec", execApplication],
  ["execif", execIf],
  ["goto", goTo],
  ["hangup", hangUp],
  ["log", () => 0],
  ["mixmonitor", mixMonitor],
  ["mset", (call, assignments) => {
    for (const assignment of splitArguments(assignments, 25)) set(call, assignment);
    return 0;
  }],
  ["noop", () => 0],
  ["playback", playback],
  ["progress", () => 0],
  ["read", read],
  // There is nowhere to return to.
  ["return", () => -1],
  ["ringing", () => 0],
  ["sendtext", (call, text) => {
    if (text !== "") call.tell({ type: "text", text });
    call.world.variables.set("SENDTEXTSTATUS", "SUCCESS");
    return 0;
  }],
  ["set", set],
  ["startmusiconhold", (call, name) => {
    call.channel.music = name || "default";
    return 0;
  }],
  ["stopmixmonitor", () => 0],
  ["stopmusiconhold", (call) => {
    call.channel.music = undefined;
    return 0;
  }],
  ["tryexec", tryExec],
  ["userevent", () => 0],
  ["verbose", verbose],
  ["wait", async (call, seconds) => await call.idle((parseFloat(seconds) || 0) * 1000) ? 0 : -1],
]);

function set(call: Call, assignment: string): number {
  const [name = "", ...value] = assignment.split("=");
  writeVariable(call, name, value.join("="));
  return 0;
}

/** A lone message is unescaped; a message after a level is the rest, as it is. */
function verbose(call: Call, options: string): number {
  const args = splitArguments(options, 2);
  call.tell({ type: "verbose", text: args.at(-1) ?? "" });
  return 0;
}

/** The cause is a number; names are not known here. */
function hangUp({ channel }: Call, cause: string): number {
  channel.hangupCause = parseInt(cause) || 16;
  channel.hangUp();
  return -1;
}

/** The dialplan goes on at the place itself: it adds one to what is kept. */
function goTo({ channel, world }: Call, options: string): number {
  const [priority = "", extension, context] = options.split(",").reverse();
  const number = parseInt(priority);
  if (!(number > 0) && !world.labels.has(priority)) return -1;
  Object.assign(channel.identity, {
    priority: number > 0 ? `${number - 1}` : priority,
    ...extension && { extension },
    ...context && { context },
  });
  return 0;
}
