import type { Application } from "./call.ts";

/** A few of Asterisk's applications, by their names in lower case. */
export const APPLICATIONS: ReadonlyMap<string, Application> = new Map<string, Application>([
  ["hangup", (call) => {
    call.channel.hangUp();
    return -1;
  }],
  ["noop", () => 0],
  ["playback", async (call, file) => {
    const samples = call.dead ? 0 : call.world.sounds(file) ?? 0;
    return await call.idle(samples / 8) ? 0 : -1;
  }],
  ["set", (call, assignment) => {
    const [name = "", ...value] = assignment.split("=");
    call.world.variables.set(name, value.join("="));
    return 0;
  }],
  ["wait", async (call, seconds) => await call.idle(parseFloat(seconds) * 1000) ? 0 : -1],
]);
