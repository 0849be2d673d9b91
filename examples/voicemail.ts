#!/usr/bin/env tipring
/**
 * Takes a message for a mailbox. The caller can listen to it and record it anew; who just hangs up
 * has left it. The dialplan finds the file in `MESSAGE`, in its `h` extension too.
 *
 *     exten => 200,1,AGI(agi://127.0.0.1/voicemail,5551234)
 *     exten => h,1,ExecIf($["${MESSAGE}" != ""]?System(/usr/local/bin/mail-message ${MESSAGE}))
 *
 * Asterisk must be able to write into `/var/spool/asterisk/tipring/`. All sounds come with it.
 *
 * @module
 */
import type { Channel, Handler } from "@tipring/agi";

/** Where messages are. */
const FOLDER = "/var/spool/asterisk/tipring";

const handler: Handler = async (channel, request) => {
  const [mailbox = ""] = request.args;
  if (!/^\d+$/.test(mailbox)) throw new TypeError(`Cannot use "${mailbox}" as a mailbox: digits`);
  // No letters but those of a file name: the id comes from outside.
  const id = channel.environment.uniqueId.replaceAll(/[^\w.-]/g, "_");
  const file = `${FOLDER}/${mailbox}-${id}`;
  await channel.answer();
  await channel.streamFile("vm-intro");
  while (await record(channel, file) && !await accept(channel, file));
  await channel.streamFile("vm-goodbye");
};

export default handler;

/** Records a message. Returns whether there is one, and the caller is still there. */
async function record(channel: Channel, file: string): Promise<boolean> {
  const recorded = await channel.recordFile(file, {
    escapeDigits: "#",
    timeout: 120_000,
    silence: 5000,
    beep: true,
  });
  if (recorded.reason === "unwritable") throw new Error(`Asterisk cannot write ${file}`);
  // A key that is pressed during the beep ends all before it has begun.
  if (recorded.reason === "interrupted" && recorded.digit !== null) return record(channel, file);
  await channel.afterHangup.setVariable("MESSAGE", `${file}.wav`);
  return recorded.reason === "digit" || recorded.reason === "timeout";
}

/** Whether the caller keeps the message: 1. With 2 it is played, with 3 recorded anew. */
async function accept(channel: Channel, file: string): Promise<boolean> {
  while (true) {
    const { digit } = await channel.getOption("vm-review", { escapeDigits: "123" });
    if (digit === "3") return false;
    if (digit !== "2") break;
    await channel.streamFile(file, { escapeDigits: "123" });
  }
  await channel.streamFile("vm-msgsaved");
  return true;
}
