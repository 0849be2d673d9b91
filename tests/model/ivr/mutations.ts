/**
 * Breaks `@tipring/agi/ivr` on purpose, one thing at a time, and sees whether generated callers find
 * it.
 *
 *     deno run --allow-read --allow-write --allow-run=deno tests/model/ivr/mutations.ts [WORD]
 *
 * WORD selects the mutations whose names hold it.
 *
 * @module
 */
import type { Judge } from "../../mutation/judge.ts";
import { type Mutation, tryMutations } from "../../mutation/try_mutations.ts";

const READ = "src/ivr/_read_answer.ts";
const RENDER = "src/ivr/_render.ts";
const ASK = "src/ivr/_ask.ts";
const COLLECT = "src/ivr/collect.ts";
const MENU = "src/ivr/menu.ts";

const MUTATIONS: readonly Mutation[] = [
  {
    name: "the key that interrupts a prompt is thrown away",
    file: READ,
    from: "await playPrompt(line, question, { prompt, stray }) ??",
    to: "(await playPrompt(line, question, { prompt, stray }), null) ??",
  },
  {
    name: "the key that interrupts a prompt counts twice",
    file: READ,
    from: "if (!bargeIn) typedAhead(channel).clear();",
    to: "if (bargeIn) typedAhead(channel).keep(key); else typedAhead(channel).clear();",
  },
  {
    name: "a key interrupts one part of a prompt only",
    file: RENDER,
    from: "if (key !== null) return key;\n    ({",
    to: "({",
  },
  {
    name: "a file is played without keys",
    file: RENDER,
    from: "{ escapeDigits: options.interrupt }",
    to: "{}",
  },
  {
    name: "a number is said without keys",
    file: "src/ivr/_say_text.ts",
    from: "channel.sayNumber(value, {\n      escapeDigits: interrupt,",
    to: 'channel.sayNumber(value, {\n      escapeDigits: interrupt && "",',
  },
  {
    name: "a key in silence is thrown away",
    file: "src/ivr/silence.ts",
    from: "if (key === null || interrupt.includes(key)) return key;",
    to: "if (key === null) return key; if (interrupt.includes(key)) return null;",
  },
  {
    name: "a # that ends GET DATA is forgotten",
    file: READ,
    from: "isPound ? `${digits}#` : digits",
    to: "digits",
  },
  {
    name: "the # of GET DATA is made up where it read all that it may",
    file: READ,
    from: "!timedOut && digits.length < maxDigits",
    to: "!timedOut",
  },
  {
    name: "GET DATA reads one key too many",
    file: COLLECT,
    from: "isBulk ? max - keys.length : 0",
    to: "isBulk ? max - keys.length + 1 : 0",
  },
  {
    name: "GET DATA reads on over a key that ends the answer",
    file: COLLECT,
    from: 'const isBulk = cancel === "" && (terminator === "" || terminator === "#");',
    to: "const isBulk = true;",
  },
  {
    name: "a pause does not end an answer",
    file: READ,
    from: "if (paused) break;",
    to: "if (paused && more === '') break;",
  },
  {
    name: "the first key has as little time as the others",
    file: READ,
    from: "await line.waitForDigit({ timeout })",
    to: "await line.waitForDigit({ timeout: question.interDigitTimeout })",
  },
  {
    name: "a terminator out of habit is an answer",
    file: READ,
    from: "typed.stray = rules.stray(keys);",
    to: 'typed.stray = "";',
  },
  {
    name: "a terminator out of habit is ignored in all of the prompt",
    file: RENDER,
    from: "({ interrupt } = options);",
    to: "",
  },
  {
    name: "a key that starts an answer is ignored as a habit",
    file: READ,
    from: "!rules.starts.includes(key)",
    to: 'key !== "x"',
  },
  {
    name: "keys before an uninterrupted prompt are dropped where they interrupt",
    file: READ,
    from: "(question.bargeIn ? typed.take(ALL_KEYS) : null)",
    to: "null",
  },
  {
    name: "a prompt without barge-in can be interrupted",
    file: READ,
    from: 'interrupt: bargeIn ? ALL_KEYS : ""',
    to: "interrupt: ALL_KEYS",
  },
  {
    name: "a prompt without barge-in keeps what was typed before",
    file: READ,
    from: "if (!bargeIn) typedAhead(channel).clear();",
    to: "",
  },
  {
    name: "what was typed before is not dropped",
    file: READ,
    from: "if (!question.typeAhead) await typed.flush(line);",
    to: "",
  },
  {
    name: "a key in the last message is thrown away",
    file: "src/ivr/_typed_ahead.ts",
    from: "if (key !== null && this.#keys.length < MAX_KEPT) this.#keys.push(key);",
    to: "",
  },
  {
    name: "a kept key is used again and again",
    file: "src/ivr/_typed_ahead.ts",
    from: "this.#keys.shift();",
    to: "",
  },
  {
    name: "there is one attempt more",
    file: ASK,
    from: "if (count.attempts === question.attempts)",
    to: "if (count.attempts > question.attempts)",
  },
  {
    name: "silence is a wrong answer",
    file: ASK,
    from: "verdict === null ? question.noInput : verdict.wrong",
    to: "verdict === null ? question.noMatch : verdict.wrong",
  },
  {
    name: "what was wrong is not played",
    file: ASK,
    from: "prompt = [wrong, question.reprompt];",
    to: "prompt = question.reprompt;",
  },
  {
    name: "the prompt is played again in the place of the reprompt",
    file: ASK,
    from: "prompt = [wrong, question.reprompt];",
    to: "prompt = [wrong, question.prompt];",
  },
  {
    name: "the last message is not played",
    file: ASK,
    from: "await playLast(channel, question, wrong);",
    to: "",
  },
  {
    name: "the terminator is part of the answer",
    file: COLLECT,
    from: "isLast(keys) ? keys.slice(0, -1) : keys",
    to: "keys",
  },
  {
    name: "an answer may be too short",
    file: COLLECT,
    from: "digits.length < min || !isValid",
    to: "!isValid",
  },
  {
    name: "an answer may have any key",
    file: COLLECT,
    from: "digits.length < min || !isValid",
    to: "digits.length < min",
  },
  {
    name: "an answer that is full does not end",
    file: COLLECT,
    from: "ends: (keys) => keys.length >= max ||",
    to: "ends: (keys) => keys.length > max ||",
  },
  {
    name: "a choice that begins another one is made at once",
    file: MENU,
    from: "if (isLonger(keys)) return false;",
    to: "if (isLonger(keys) && !choices.has(keys)) return false;",
  },
  {
    name: "a wrong answer ends at its first key",
    file: MENU,
    from: "return choices.has(keys) || keys.length >= longest;",
    to: "return true;",
  },
  {
    name: "a choice waits though no other begins with it",
    file: MENU,
    from: "return choices.has(keys) || keys.length >= longest;",
    to: "return keys.length >= longest;",
  },
  {
    name: "the terminator of a menu is part of the choice",
    file: MENU,
    from: "terminator.includes(last) ? keys.slice(0, -1) : keys",
    to: "keys",
  },
  {
    name: "the language stays",
    file: "src/ivr/_language.ts",
    from: "if (!channel.signal.aborted) await channel.setVariable(LANGUAGE, before);",
    to: "",
  },
];

/** Generated callers. */
const CALLERS: Judge = {
  name: "callers",
  args: ["run", "-A", "--no-check", "tests/model/ivr/run.ts", "3000", "1"],
  verdict: /A caller was misunderstood/,
  timeout: 120_000,
};

if (import.meta.main) Deno.exitCode = await main(Deno.args);

function main([word = ""]: readonly string[]): Promise<number> {
  return tryMutations(MUTATIONS.filter(({ name }) => name.includes(word)), [CALLERS]);
}
