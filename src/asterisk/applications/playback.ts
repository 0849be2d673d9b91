import type { Call } from "../call.ts";
import { digitCode } from "../outcome.ts";
import { play } from "../play.ts";
import { setVariables } from "./model.ts";
import { splitArguments } from "../functions/split_arguments.ts";

/** `Playback`: plays every file that exists. */
export async function playback(call: Call, options: string): Promise<number> {
  const [files = "", words = ""] = splitArguments(options, { most: 2 });
  if (files === "") return -1;
  if (!call.channel.up && words.includes("skip")) {
    setVariables(call, { PLAYBACKSTATUS: "SUCCESS" });
    return 0;
  }
  if (!call.dead && !words.includes("noanswer")) call.channel.up = true;
  let status = "SUCCESS";
  for (const text of files.split("&")) {
    const samples = call.dead ? undefined : call.soundLength(text);
    if (samples === undefined) {
      status = "FAILED";
      continue;
    }
    const { end } = await play(call, { text, samples, digits: "", interruptible: false });
    if (end.type !== "hangup") continue;
    setVariables(call, { PLAYBACKSTATUS: status });
    return /^16\./.test(call.world.version) ? 0 : -1;
  }
  setVariables(call, { PLAYBACKSTATUS: status });
  return 0;
}

/** `BackGround`: ends at a digit, which it returns, or at a missing file. */
export async function background(call: Call, options: string): Promise<number> {
  const [files = "", letters = ""] = splitArguments(options, { most: 4 });
  if (files === "") return -1;
  if (!call.channel.up && letters.includes("s")) {
    setVariables(call, { BACKGROUNDSTATUS: "SUCCESS" });
    return 0;
  }
  if (!call.dead && !letters.includes("n")) call.channel.up = true;
  // Extensions are not simulated, so no digit matches one.
  const digits = /[mp]/.test(letters) ? "" : "0123456789*#ABCD";
  for (const text of files.split("&")) {
    const samples = call.dead ? undefined : call.soundLength(text);
    if (samples === undefined) {
      setVariables(call, { BACKGROUNDSTATUS: "FAILED" });
      return 0;
    }
    const { end } = await play(call, { text, samples, digits, interruptible: false });
    setVariables(call, { BACKGROUNDSTATUS: "SUCCESS" });
    if (end.type === "hangup") return -1;
    if (end.type === "digit") return digitCode(end.digit);
  }
  return 0;
}
