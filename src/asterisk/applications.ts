import { audioSocket } from "./audio_socket.ts";
import { splitArguments } from "./functions/split_arguments.ts";
import type { Application, Call } from "./call.ts";
import { mixMonitor } from "./applications/mix_monitor.ts";
import { asModelled } from "./applications/model.ts";
import { MODELS } from "./applications/models.ts";
import { background, playback } from "./applications/playback.ts";
import { read } from "./applications/read.ts";
import { execApplication, execIf, tryExec } from "./applications/run_other.ts";
import { NORMAL_CLEARING } from "./simulated_channel.ts";
import { writeVariable } from "./variables.ts";

/** The simulated dialplan applications, by their names in lower case. */
export const APPLICATIONS: ReadonlyMap<string, Application> = new Map<string, Application>([
  ...Array.from(MODELS, ([name, model]) => [name, asModelled(model)] as const),
  ["answer", (call) => {
    call.channel.up = true;
    return 0;
  }],
  ["audiosocket", audioSocket],
  ["background", background],
  ["exec", execApplication],
  ["execif", execIf],
  ["goto", goTo],
  ["hangup", hangUp],
  ["log", () => 0],
  ["mixmonitor", mixMonitor],
  ["mset", (call, assignments) => {
    for (const assignment of splitArguments(assignments, { most: 25 })) set(call, assignment);
    return 0;
  }],
  ["noop", () => 0],
  ["playback", playback],
  ["progress", () => 0],
  ["read", read],
  ["return", returnFrom],
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
  ["wait", wait],
]);

/** Returns from the subroutine in which the AGI runs; fails outside a subroutine. */
function returnFrom(call: Call, value: string): number {
  if (!call.world.inSubroutine) return -1;
  call.world.variables.set("GOSUB_RETVAL", value);
  return 0;
}

function set(call: Call, assignment: string): number {
  const [name = "", ...value] = assignment.split("=");
  writeVariable(call, name, value.join("="));
  return 0;
}

/** Unescapes a message without a level; a message after a level is taken as it is. */
function verbose(call: Call, options: string): number {
  const args = splitArguments(options, { most: 2 });
  call.tell({ type: "verbose", text: args.at(-1) ?? "" });
  return 0;
}

async function wait(call: Call, seconds: string): Promise<number> {
  // `Wait` fails at once in the h extension.
  if (call.channel.inHangupExtension) return -1;
  return await call.idle((parseFloat(seconds) || 0) * 1000) ? 0 : -1;
}

/** Takes the cause as a number only; names of causes are not simulated. */
function hangUp({ channel }: Call, cause: string): number {
  channel.hangUp({ cause: parseInt(cause) || NORMAL_CLEARING });
  return -1;
}

/** Sets the priority to one less: the dialplan adds one when it goes on. */
function goTo({ channel, world }: Call, options: string): number {
  const [place = "", extension, context] = splitArguments(options).reverse();
  if (/^[-+]/.test(place)) throw new Error("Goto to a relative priority is not simulated");
  const number = /^\d+$/.test(place) ? Number(place) : undefined;
  if (number === undefined ? !world.labels.has(place) : number < 1) return -1;
  Object.assign(channel.identity, {
    priority: number === undefined ? place : `${number - 1}`,
    ...extension && { extension },
    ...context && { context },
  });
  return 0;
}
