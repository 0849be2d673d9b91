import { audioSocket } from "./audio_socket.ts";
import type { Application, Call } from "./call.ts";
import { digitCode } from "./outcome.ts";
import { play } from "./play.ts";
import { writeVariable } from "./variables.ts";

/** A few of Asterisk's applications, by their names in lower case. */
export const APPLICATIONS: ReadonlyMap<string, Application> = new Map<string, Application>([
  ["answer", (call) => {
    call.channel.up = true;
    return 0;
  }],
  ["audiosocket", audioSocket],
  ["background", background],
  ["goto", goTo],
  ["hangup", (call) => {
    call.channel.hangUp();
    return -1;
  }],
  ["mset", (call, assignments) => {
    for (const assignment of assignments.split(",")) set(call, assignment);
    return 0;
  }],
  ["noop", () => 0],
  ["playback", playback],
  ["progress", () => 0],
  // There is nowhere to return to.
  ["return", () => -1],
  ["ringing", () => 0],
  ["set", set],
  ["verbose", (call, options) => {
    call.tell({ type: "verbose", text: options.replace(/^\d+,/, "") });
    return 0;
  }],
  ["wait", async (call, seconds) => await call.idle((parseFloat(seconds) || 0) * 1000) ? 0 : -1],
]);

function set(call: Call, assignment: string): number {
  const [name = "", ...value] = assignment.split("=");
  writeVariable(call, name, value.join("="));
  return 0;
}

async function playback(call: Call, options: string): Promise<number> {
  call.world.variables.set("PLAYBACKSTATUS", "SUCCESS");
  for (const file of (options.split(",")[0] ?? "").split("&")) {
    const samples = call.dead ? undefined : call.world.sounds(file);
    if (samples === undefined) {
      call.world.variables.set("PLAYBACKSTATUS", "FAILED");
      continue;
    }
    const sound = { text: file, samples, digits: "", interruptible: false };
    const { end } = await play(call, sound);
    if (end.type === "hangup") return -1;
  }
  return 0;
}

/** A digit ends it, and is what it returns. */
async function background(call: Call, options: string): Promise<number> {
  for (const file of (options.split(",")[0] ?? "").split("&")) {
    const samples = call.dead ? undefined : call.world.sounds(file);
    if (samples === undefined) continue;
    const sound = { text: file, samples, digits: "0123456789*#ABCD", interruptible: false };
    const { end } = await play(call, sound);
    if (end.type === "hangup") return -1;
    if (end.type === "digit") return digitCode(end.digit);
  }
  return 0;
}

function goTo({ channel }: Call, options: string): number {
  const [priority = "", extension, context] = options.split(",").reverse();
  Object.assign(channel.identity, {
    priority,
    ...extension && { extension },
    ...context && { context },
  });
  return 0;
}
