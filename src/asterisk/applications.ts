import { audioSocket } from "./audio_socket.ts";
import { splitArguments } from "./functions/split_arguments.ts";
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
    for (const assignment of splitArguments(assignments)) set(call, assignment);
    return 0;
  }],
  ["noop", () => 0],
  ["playback", playback],
  ["progress", () => 0],
  ["return", returnFrom],
  ["ringing", () => 0],
  ["set", set],
  ["verbose", (call, options) => {
    call.tell({ type: "verbose", text: options.replace(/^\d+,/, "") });
    return 0;
  }],
  ["wait", async (call, seconds) => {
    // The h extension has no time to wait.
    if (call.channel.hangupCause !== 0) return -1;
    return await call.idle((parseFloat(seconds) || 0) * 1000) ? 0 : -1;
  }],
]);

/** Returns from the subroutine in which the AGI runs; outside there is nowhere to return to. */
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

async function playback(call: Call, options: string): Promise<number> {
  call.world.variables.set("PLAYBACKSTATUS", "SUCCESS");
  if (!call.channel.up && !call.dead) {
    if (hasOption(options, "skip")) return 0;
    if (!hasOption(options, "noanswer")) call.channel.up = true;
  }
  for (const file of filesOf(options)) {
    const samples = call.dead ? undefined : call.world.sounds(file);
    if (samples === undefined) {
      call.world.variables.set("PLAYBACKSTATUS", "FAILED");
      continue;
    }
    const sound = { text: file, samples, digits: "", interruptible: false };
    const { end } = await play(call, sound);
    if (end.type === "hangup") return isVersion16(call) ? 0 : -1;
  }
  return 0;
}

/** A digit ends it, and is what it returns. */
async function background(call: Call, options: string): Promise<number> {
  call.world.variables.set("BACKGROUNDSTATUS", "SUCCESS");
  for (const file of filesOf(options)) {
    const samples = call.dead ? undefined : call.world.sounds(file);
    if (samples === undefined) {
      call.world.variables.set("BACKGROUNDSTATUS", "FAILED");
      continue;
    }
    const sound = { text: file, samples, digits: "0123456789*#ABCD", interruptible: false };
    const { end } = await play(call, sound);
    if (end.type === "hangup") return -1;
    if (end.type === "digit") return digitCode(end.digit);
  }
  return 0;
}

/** The files that Playback and Background are to play. */
function filesOf(options: string): string[] {
  return (splitArguments(options)[0] ?? "").split("&");
}

function hasOption(options: string, name: string): boolean {
  return (splitArguments(options)[1] ?? "").split("&").includes(name);
}

function isVersion16({ world: { version } }: Call): boolean {
  return /^16\./.test(version);
}

/** The number is one less until the dialplan goes on, which adds one. */
function goTo({ channel }: Call, options: string): number {
  const [place = "", extension, context] = splitArguments(options).reverse();
  if (/^[-+]/.test(place)) throw new Error("Goto to a relative priority is not simulated");
  const priority = /^\d+$/.test(place) ? `${Number(place) - 1}` : place;
  Object.assign(channel.identity, {
    priority,
    ...extension && { extension },
    ...context && { context },
  });
  return 0;
}
