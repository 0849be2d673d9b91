import { parseArgs } from "../../protocol/split_words.ts";

/** The delay before each key, in milliseconds. */
const KEY_TIME = 100;

/** Maximum number of pending answers. */
const MAX_ANSWERS = 1000;

/** All keys of a telephone. */
const ALL_KEYS = "0123456789*#ABCD";

/** Commands that read any keys. */
const ASKS = /^(GET DATA|WAIT FOR DIGIT|EXEC "?Read)\b/i;

/** Commands that any key stops. */
const STOPS = /^EXEC "?(BackGround|VoiceMail)\b/i;

/** Commands that read some keys, by the index of the word that names these. */
const TAKES: readonly (readonly [verb: RegExp, place: number])[] = [
  [/^GET OPTION /i, 3],
  [/^SAY \w+ /i, 3],
  [/^STREAM FILE /i, 3],
  [/^RECORD FILE /i, 4],
  [/^CONTROL STREAM FILE /i, 4],
];

/** Returns the keys that a command takes from the caller. */
export function keysOf(line: string): string {
  if (ASKS.test(line) || STOPS.test(line)) return ALL_KEYS;
  const place = TAKES.find(([verb]) => verb.test(line))?.[1];
  return place === undefined ? "" : parseArgs(line)[place] ?? "";
}

/** Whether a command reads an answer, rather than only stopping at a key. */
export function isQuestion(line: string): boolean {
  return /^GET OPTION\b/i.test(line) || ASKS.test(line);
}

/** An answer that waits for its question. */
interface Answer {
  /** The keys, after the sound that they wait for, if any. */
  readonly text: string;
  readonly pressed?: () => void;
}

/** Options of {@linkcode Keypad}. */
export interface KeypadOptions {
  /** Called to press a key. */
  press: (key: string) => void;
  /** Calls back after a delay in milliseconds. */
  after: (milliseconds: number, callback: () => void) => void;
}

/**
 * Presses the keys of prepared answers, one answer for each question in turn. A command that keys
 * can stop counts as a question if the next answer begins with such a key. An answer such as
 * `vm-password:1234` waits for the sound that it names.
 */
export class Keypad {
  #options: KeypadOptions;
  #answers: Answer[];
  #line: string | undefined;
  /** The sound of the current command. */
  #sound: string | undefined;
  /** Whether an answer still has keys to press. */
  #pressing = false;

  /** Starts with `answers`; {@linkcode add} adds more. */
  constructor(answers: readonly string[], options: KeypadOptions) {
    this.#answers = answers.map((text) => ({ text }));
    this.#options = options;
  }

  /** Adds an answer to the current question, or else to the next. */
  add(answer: string): void {
    if (this.#answers.length < MAX_ANSWERS) this.#answers.push({ text: answer });
    this.#answer();
  }

  /** Adds an answer, and resolves after its last key. */
  press(answer: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#answers.push({ text: answer, pressed: resolve });
    this.#answer();
    return promise;
  }

  /** Reports the start of a command. One that starts during an answer reads the rest of it. */
  begin(line: string): void {
    if (this.#pressing) return;
    this.#line = line;
    this.#sound = undefined;
    this.#answer();
  }

  /** Reports a sound of the command. */
  hear(sound: string): void {
    this.#sound = sound;
    this.#answer();
  }

  /** Reports the end of the command. */
  end(): void {
    this.#line = undefined;
  }

  #answer(): void {
    const [answer] = this.#answers;
    if (this.#line === undefined || answer === undefined) return;
    const [, sound, keys = answer.text] = /^([^:]+):(.*)$/.exec(answer.text) ?? [];
    const stops = keys !== "" && keysOf(this.#line).includes(keys.charAt(0));
    if (sound === undefined ? !stops && !isQuestion(this.#line) : sound !== this.#sound) return;
    this.#answers.shift();
    this.#line = undefined;
    this.#press(keys, answer.pressed);
  }

  #press(keys: string, pressed: (() => void) | undefined): void {
    this.#pressing = keys !== "";
    if (keys === "") return pressed?.();
    this.#options.after(KEY_TIME, () => {
      this.#options.press(keys.charAt(0));
      this.#press(keys.slice(1), pressed);
    });
  }
}
