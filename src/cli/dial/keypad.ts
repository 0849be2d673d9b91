import { parseArgs } from "../../protocol/split_words.ts";

/** How long a caller takes to press a key, in milliseconds. */
const KEY_TIME = 100;

/** The most answers that wait for their questions. */
const MAX_ANSWERS = 1000;

/** All keys of a telephone. */
const ALL_KEYS = "0123456789*#ABCD";

/** Commands that ask for any keys. */
const ASKS = /^(GET DATA|WAIT FOR DIGIT|EXEC "?Read)\b/i;

/** Commands that any key stops. */
const STOPS = /^EXEC "?(BackGround|VoiceMail)\b/i;

/** Commands that take some keys, by the place of these among the words. */
const TAKES: readonly (readonly [verb: RegExp, place: number])[] = [
  [/^GET OPTION /i, 3],
  [/^SAY \w+ /i, 3],
  [/^STREAM FILE /i, 3],
  [/^RECORD FILE /i, 4],
  [/^CONTROL STREAM FILE /i, 4],
];

/** The keys that a command takes from the caller. */
export function keysOf(line: string): string {
  if (ASKS.test(line) || STOPS.test(line)) return ALL_KEYS;
  const place = TAKES.find(([verb]) => verb.test(line))?.[1];
  return place === undefined ? "" : parseArgs(line)[place] ?? "";
}

/** Whether a command is there to be answered, and not only stopped. */
export function isQuestion(line: string): boolean {
  return /^GET OPTION\b/i.test(line) || ASKS.test(line);
}

/** Keys that wait for their question. */
interface Answer {
  /** The keys, with the sound before them that they wait for. */
  readonly text: string;
  readonly pressed?: () => void;
}

/** Options of {@linkcode Keypad}. */
export interface KeypadOptions {
  /** Presses a key. */
  press: (key: string) => void;
  /** Waits so many milliseconds, then calls. */
  after: (milliseconds: number, callback: () => void) => void;
}

/**
 * Presses the keys of prepared answers, one answer for each question in its turn. A command that keys
 * can stop is taken for a question if the next answer begins with such a key. An answer as
 * `vm-password:1234` waits for the sound that it names.
 */
export class Keypad {
  #options: KeypadOptions;
  #answers: Answer[];
  #line: string | undefined;
  /** The sound that the caller hears, of the command that runs. */
  #sound: string | undefined;
  /** Whether keys of an answer are still to be pressed. */
  #pressing = false;

  /** `answers` are there from the start; {@linkcode add} brings more. */
  constructor(answers: readonly string[], options: KeypadOptions) {
    this.#answers = answers.map((text) => ({ text }));
    this.#options = options;
  }

  /** Another answer: for the question that waits for one, or for the next. */
  add(answer: string): void {
    if (this.#answers.length < MAX_ANSWERS) this.#answers.push({ text: answer });
    this.#answer();
  }

  /** Adds an answer, and resolves when it is pressed. */
  press(answer: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#answers.push({ text: answer, pressed: resolve });
    this.#answer();
    return promise;
  }

  /** A command begins. One that begins in the middle of an answer reads the rest of that. */
  begin(line: string): void {
    if (this.#pressing) return;
    this.#line = line;
    this.#sound = undefined;
    this.#answer();
  }

  /** The caller hears a sound of the command. */
  hear(sound: string): void {
    this.#sound = sound;
    this.#answer();
  }

  /** The command is over. */
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
