import type { Command, Reply } from "../../src/command.ts";
import { Lines } from "../../src/protocol/lines.ts";
import { ReplyReader } from "../../src/protocol/reply.ts";
import { parseError, replyError } from "../../src/protocol/failure.ts";
import { decodeText, encodeText } from "../../src/protocol/text.ts";

/** Reads what Asterisk wrote behind a command, as a session does: the bytes of one reply. */
export function readReply(command: Command<unknown>, received: Uint8Array): Reply {
  const lines = new Lines(1024 * 1024);
  const reader = new ReplyReader(command, 1024 * 1024);
  lines.feed(received);
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    reader.push(decodeText(line), lines.mayGoOn);
  }
  if (reader.reply === undefined && reader.begun) reader.finish();
  if (reader.reply === undefined) throw new Error(`No reply in ${decodeText(received)}`);
  return reader.reply;
}

/** What a command makes of a reply of a living channel, given without its last line end. */
export function answer<T>(command: Command<T>, received: string | Uint8Array): T {
  const bytes = typeof received === "string" ? encodeText(`${received}\n`) : received;
  const reply = readReply(command, bytes);
  if (reply.status !== 200) throw replyError(command, reply);
  try {
    return command.parse(reply);
  } catch (error) {
    throw parseError(command, reply, error);
  }
}
