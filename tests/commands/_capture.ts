import type { Command } from "../../src/command.ts";
import { decodeText } from "../../src/protocol/text.ts";
import { readCapture } from "../testdata/captures.ts";
import { answer } from "./_answer.ts";

/** What a command makes of the reply that a line got in a capture, the nth time it was sent there. */
export function answerIn<T>(capture: string, line: string, command: Command<T>, nth = 0): T {
  const found = readCapture(capture).exchanges
    .filter(({ sent }) => decodeText(sent) === `${line}\n`);
  const exchange = found[nth];
  if (exchange === undefined) throw new Error(`${capture} has no ${line} (${nth})`);
  return answer(command, exchange.received);
}
