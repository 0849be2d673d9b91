import type { Command, Reply } from "../command.ts";
import { checkInteger, checkWholeSeconds } from "./_check.ts";
import { failed, readEndpos, readWord, readYes, unreadable } from "./_read.ts";

/** Options of {@linkcode speechRecognize}. */
export interface SpeechRecognizeOptions {
  /**
   * How long to wait after the prompt, in milliseconds, rounded up to whole seconds. The default is
   * `Infinity`.
   */
  timeout?: number;
  /**
   * Start position in the prompt, in samples (8,000 per second in most formats). The default is 0.
   */
  offset?: number;
}

/** A possible result of a recognition. */
export interface SpeechResult {
  /** The confidence of the engine, usually 0 to 1,000. */
  score: number;
  /** The recognized text, at most 4,095 bytes. */
  text: string;
  /** The name of the grammar that matched. */
  grammar: string;
}

/**
 * The outcome of a recognition, distinguished by `reason`. `endpos` is where the prompt stopped, in
 * samples.
 *
 * - `"speech"`: the caller said something; the first result is the most likely.
 * - `"digit"`: the caller pressed a digit.
 * - `"hangup"`: the caller hung up.
 * - `"timeout"`: none of these happened in time.
 */
export type SpeechRecognizeResult =
  | { reason: "speech"; results: SpeechResult[]; endpos: number }
  | { reason: "digit"; digit: string; endpos: number }
  | { reason: "hangup"; endpos: number }
  | { reason: "timeout"; endpos: number };

const VERB = "SPEECH RECOGNIZE";

/**
 * Plays a prompt and waits for speech or a digit during or after it.
 *
 * Sends `SPEECH RECOGNIZE prompt timeout offset`. Requires a speech object with an active grammar.
 *
 * @param prompt The sound file without its extension.
 * @throws {RangeError} If `timeout` or `offset` is out of range.
 * @throws {AgiAppError} When sent, if there is no speech object, or the engine failed.
 *
 * @example
 * ```ts
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const heard = await channel.speechRecognize("which-city", { timeout: 5000 });
 *   if (heard.reason === "speech") {
 *     for (const { score, text } of heard.results) await channel.verbose(`${score}: ${text}`);
 *   } else if (heard.reason === "digit") {
 *     await channel.sayDigits(heard.digit);
 *   }
 * };
 * ```
 */
export function speechRecognize(
  prompt: string,
  options: SpeechRecognizeOptions = {},
): Command<SpeechRecognizeResult> {
  const { timeout = Infinity, offset = 0 } = options;
  return {
    verb: VERB,
    args: [
      prompt,
      checkWholeSeconds("timeout", timeout, "0"),
      `${checkInteger("offset", offset, 0, Number.MAX_SAFE_INTEGER)}`,
    ],
    allowedOnDeadChannel: false,
    freeText: true,
    parse: readRecognition,
  };
}

function readRecognition(reply: Reply): SpeechRecognizeResult {
  if (!readYes(reply)) {
    throw failed("the engine failed, or the channel has no speech object (see speechCreate)");
  }
  const reason = readWord(reply);
  switch (reason) {
    case "speech":
      return readSpeech(reply);
    case "digit": {
      const [, digit, endpos] = /^\(digit\) digit=([0-9A-D*#]) endpos=(-?\d{1,15})$/
        .exec(reply.text) ?? [];
      if (digit === undefined) throw unreadable();
      return { reason, digit, endpos: Number(endpos) };
    }
    case "hangup":
    case "timeout":
      return { reason, endpos: readEndpos(reply) };
    default:
      throw unreadable();
  }
}

/**
 * Reads `(speech) endpos=N results=N`, followed by each result as
 * `score0=N text0="..." grammar0=G`. Asterisk does not escape the text: it ends at the last
 * `" grammar0=` before the next score.
 */
function readSpeech(reply: Reply): SpeechRecognizeResult {
  const [head, endpos, count] = /^\(speech\) endpos=(-?\d{1,15}) results=(\d{1,9})/
    .exec(reply.text) ?? [];
  if (head === undefined) throw unreadable();
  const results: SpeechResult[] = [];
  let rest = reply.text.slice(head.length);
  for (let index = 0; index < Number(count); index++) {
    const next = rest.indexOf(` score${index + 1}=`, rest.indexOf(`" grammar${index}=`));
    const isLast = index + 1 === Number(count) || next < 0;
    const result = readResult(isLast ? rest : rest.slice(0, next), index);
    if (result === undefined) throw unreadable();
    results.push(result);
    rest = isLast ? "" : rest.slice(next);
  }
  if (rest.trimEnd() !== "") throw unreadable();
  return { reason: "speech", results, endpos: Number(endpos) };
}

function readResult(part: string, index: number): SpeechResult | undefined {
  const [head, score] = new RegExp(`^ score${index}=(-?\\d{1,15}) text${index}="`).exec(part) ?? [];
  const mark = `" grammar${index}=`;
  const end = part.lastIndexOf(mark);
  if (head === undefined || end < head.length) return undefined;
  return {
    score: Number(score),
    text: part.slice(head.length, end),
    grammar: part.slice(end + mark.length),
  };
}
