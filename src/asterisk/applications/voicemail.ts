import type { Call } from "../call.ts";
import { play, RATE } from "../play.ts";
import { type ApplicationModel, type ApplicationOutcome, setVariables } from "./model.ts";
import { splitArguments } from "../functions/split_arguments.ts";
import { optionOf } from "./option_of.ts";
import { STATUSES } from "./statuses.ts";

/** The default duration of a message that `#` does not end, in milliseconds. */
const SPEAKS = 10_000;

/** Asterisk's folder of messages. */
const SPOOL = "/var/spool/asterisk/voicemail";

/** `VoiceMail`: plays `vm-intro` and the beep, then records until `#`, a hangup, or `duration`. */
export const VOICEMAIL: ApplicationModel = {
  name: "VoiceMail",
  statuses: STATUSES.VoiceMail,
  run: voicemail,
};

async function voicemail(
  call: Call,
  options: string,
  outcome: ApplicationOutcome,
): Promise<number> {
  const [mailboxes = "", letters = ""] = splitArguments(options, { most: 2 });
  if (mailboxes === "") return 0;
  const { status = "SUCCESS" } = outcome;
  if (status === "FAILED" || call.dead) return end(call, "FAILED", 0);
  call.channel.up ||= optionOf(letters, "e") === undefined;
  const prompts = optionOf(letters, "s") === undefined ? ["vm-intro"] : [];
  const beep = optionOf(letters, "t") ?? "beep";
  for (const text of beep === "" ? prompts : [...prompts, beep]) {
    const samples = call.soundLength(text) ?? 0;
    const { end: why } = await play(call, { text, samples, digits: "*0#", interruptible: false });
    if (why.type === "hangup") return end(call, "FAILED", -1);
    if (why.type === "digit" && why.digit !== "#") return end(call, "USEREXIT", 0);
  }
  if (status === "USEREXIT") return end(call, status, 0);
  call.channel.up = true;
  return await record(call, mailboxes, outcome.duration ?? SPEAKS);
}

async function record(call: Call, mailboxes: string, duration: number): Promise<number> {
  const [mailbox = "", context = "default"] = (mailboxes.split("&")[0] ?? "").split("@");
  const folder = `${SPOOL}/${context}/${mailbox}/INBOX`;
  const before = call.world.recordings.filter(({ file }) => file.startsWith(`${folder}/`)).length;
  const file = `${folder}/msg${`${before}`.padStart(4, "0")}`;
  call.tell({ type: "recording", file, format: "wav" });
  call.channel.listen();
  const begun = call.now;
  let why = await call.wait({ deadline: begun + duration });
  while (why.type === "digit" && why.digit !== "#") {
    why = await call.wait({ deadline: begun + duration });
  }
  call.channel.ignore();
  call.world.recordings.push({
    file,
    format: "wav",
    samples: Math.floor((call.now - begun) * RATE),
  });
  setVariables(call, { VM_MESSAGEFILE: file });
  return end(call, "SUCCESS", why.type === "hangup" ? -1 : 0);
}

function end(call: Call, status: string, returned: number): number {
  setVariables(call, { VMSTATUS: status });
  return returned;
}
