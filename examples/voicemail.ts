#!/usr/bin/env tipring
/**
 * Takes a message for a mailbox. Callers can hear it and record it again; a caller who just hangs up
 * has left it too. The dialplan finds the file in `MESSAGE`, in its `h` extension as well.
 *
 *     exten => 200,1,AGI(agi://127.0.0.1/voicemail,5551234)
 *     exten => h,1,ExecIf($["${MESSAGE}" != ""]?System(/usr/local/bin/mail-message ${MESSAGE}))
 *
 * Asterisk must be able to write into `/var/spool/asterisk/tipring/`. All sounds come with it.
 *
 * @module
 */
import type { Handler } from "@tipring/agi";
import { play, record } from "@tipring/agi/ivr";

/** Where messages are. */
const FOLDER = "/var/spool/asterisk/tipring";

const handler: Handler = async (channel, request) => {
  const [mailbox = ""] = request.args;
  if (!/^\d+$/.test(mailbox)) {
    throw new TypeError(`Invalid mailbox "${mailbox}": expected digits`);
  }
  // No letters but those of a file name: the id comes from outside.
  const id = channel.environment.uniqueId.replaceAll(/[^\w.-]/g, "_");
  await channel.answer();
  const message = await record(channel, `${FOLDER}/${mailbox}-${id}`, { prompt: "vm-intro" });
  if (message.status === "cancelled") return;
  await channel.afterHangup.setVariable("MESSAGE", `${message.file}.${message.format}`);
  await play(channel, ["vm-msgsaved", "vm-goodbye"]);
};

export default handler;
