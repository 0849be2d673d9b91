import type { Call } from "./call.ts";
import {
  type CommandOutcome,
  type CommandTable,
  leadingInteger,
  result,
  USAGE,
} from "./outcome.ts";
import { Prompt } from "./prompt.ts";

/** The score of every result. */
const SCORE = 1000;

/**
 * Commands of the speech engine. Without an engine all of them return 0. With one, the caller's
 * texts count as speech, and the engine recognizes each.
 */
export const SPEECH: CommandTable = {
  "SPEECH ACTIVATE GRAMMAR": { dead: false, run: withGrammar() },
  "SPEECH CREATE": { dead: false, run: create },
  "SPEECH DEACTIVATE GRAMMAR": { dead: false, run: withGrammar() },
  "SPEECH DESTROY": { dead: true, run: destroy },
  "SPEECH LOAD GRAMMAR": { dead: false, run: loadGrammar },
  "SPEECH RECOGNIZE": { dead: false, run: recognize },
  "SPEECH SET": { dead: false, run: set },
  "SPEECH UNLOAD GRAMMAR": { dead: true, run: withGrammar((set, name) => set.delete(name)) },
};

function create(call: Call): CommandOutcome {
  if (!call.world.speech || call.grammars !== undefined) return result(0);
  call.grammars = new Set();
  return result(1);
}

function destroy(call: Call): CommandOutcome {
  const existed = call.grammars !== undefined;
  call.grammars = undefined;
  return result(existed ? 1 : 0);
}

function set({ grammars }: Call, args: readonly string[]): CommandOutcome {
  return args.length === 2 ? result(grammars === undefined ? 0 : 1) : USAGE;
}

function loadGrammar({ grammars }: Call, args: readonly string[]): CommandOutcome {
  const [name = ""] = args;
  if (args.length !== 2) return USAGE;
  grammars?.add(name);
  return result(grammars === undefined ? 0 : 1);
}

function withGrammar(act: (grammars: Set<string>, name: string) => void = () => {}) {
  return ({ grammars }: Call, args: readonly string[]): CommandOutcome => {
    const [name = ""] = args;
    if (args.length !== 1) return USAGE;
    if (grammars === undefined || !grammars.has(name)) return result(0);
    act(grammars, name);
    return result(1);
  };
}

/** Plays the prompt, then waits for speech; the timeout is in seconds. */
async function recognize(call: Call, args: readonly string[]): Promise<CommandOutcome> {
  const [prompt = "", timeout = "", skip = "0"] = args;
  const seconds = leadingInteger(timeout) ?? 0;
  if (args.length < 2) return USAGE;
  const { grammars } = call;
  if (grammars === undefined) return result(0);
  const samples = call.soundLength(prompt) ?? 0;
  // The offset counts only as the last of three words.
  const from = args.length === 3 ? leadingInteger(skip) ?? 0 : 0;
  const offset = Math.max(0, Math.min(samples, from));
  const wait = seconds <= 0 ? Infinity : seconds * 1000;
  const sound = new Prompt(call, { text: samples > 0 ? prompt : "", samples, offset });
  call.channel.listen();
  call.channel.read();
  const end = await sound.wait({ deadline: sound.ends + wait });
  call.channel.ignore();
  // A real Asterisk reports 0 wherever the prompt stopped.
  const endpos = "endpos=0";
  switch (end.type) {
    case "digit":
      call.tell({ type: "digits", verb: "SPEECH RECOGNIZE", digits: end.digit });
      return result(1, ` (digit) digit=${end.digit} ${endpos}`);
    case "hangup":
      return result(1, ` (hangup) ${endpos}`);
    case "text": {
      const [grammar = ""] = grammars;
      const heard = `results=1 score0=${SCORE} text0="${end.text}" grammar0=${grammar}`;
      return result(1, ` (speech) ${endpos} ${heard}`);
    }
    case "line":
    case "time":
      return result(1, ` (timeout) ${endpos}`);
  }
}
