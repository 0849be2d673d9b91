import type { Call, WaitEnd } from "./call.ts";
import {
  type CommandOutcome,
  type CommandTable,
  failure,
  leadingInteger,
  result,
  USAGE,
} from "./outcome.ts";

/** Commands that send and receive text and images. */
export const TEXT: CommandTable = {
  "RECEIVE CHAR": { dead: false, run: receiveChar },
  "RECEIVE TEXT": { dead: false, run: receiveText },
  "SEND IMAGE": { dead: false, run: (_, args) => args.length === 1 ? result(0) : USAGE },
  "SEND TEXT": { dead: false, run: sendText },
  // No simulated channel has TDD mode.
  "TDD MODE": { dead: false, run: (_, args) => args.length === 1 ? result(0) : USAGE },
};

function sendText(call: Call, args: readonly string[]): CommandOutcome {
  const [text] = args;
  if (args.length !== 1 || text === undefined) return USAGE;
  if (text !== "") call.tell({ type: "text", text });
  return result(0);
}

async function receiveText(call: Call, args: readonly string[]): Promise<CommandOutcome> {
  const end = await receive(call, args);
  if (end === undefined) return USAGE;
  return end.type === "text" ? result(1, ` (${end.text})`) : failure(-1);
}

async function receiveChar(call: Call, args: readonly string[]): Promise<CommandOutcome> {
  const end = await receive(call, args);
  if (end === undefined) return USAGE;
  if (end.type !== "text") return failure(-1, " (hangup)");
  return end.text === "" ? result(0, " (timeout)") : result(end.text.charCodeAt(0));
}

/** Waits for a text. A timeout of 0 does not wait, a negative one never times out. */
async function receive(call: Call, args: readonly string[]): Promise<WaitEnd | undefined> {
  if (args.length !== 1) return undefined;
  const milliseconds = leadingInteger(args[0] ?? "") ?? 0;
  const deadline = milliseconds < 0 ? Infinity : call.now + milliseconds;
  call.channel.read();
  const end = await call.wait({ deadline });
  call.channel.ignore();
  return end;
}
