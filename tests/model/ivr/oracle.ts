import { lengthOf, type Part, type Press, type Question, type Scenario } from "./scenario.ts";

/** What becomes of a question. */
export interface Expected {
  readonly status: "matched" | "noInput" | "noMatch" | "cancelled";
  /** What was entered, where that is known. */
  readonly digits: string | undefined;
  readonly attempts: number;
  /** When the question is over. */
  readonly end: number;
}

/** How long nothing must come for the line to be quiet, where typing ahead is not allowed. */
const QUIET = 100;

/**
 * Says what must come out of a scenario, from the definition alone: time goes along the keys that
 * the caller presses, and each key is used once, or dropped for a reason.
 */
export function expectedOf({ questions, presses }: Scenario): Expected[] {
  const course = new Course(presses);
  return questions.map((question) => course.ask(question));
}

/** Time, and the keys that were not used yet. */
class Course {
  #now = 0;
  #keys: Press[];
  /** The keys that mean nothing during the next sound. */
  #habit = "";

  constructor(presses: readonly Press[]) {
    this.#keys = [...presses];
  }

  ask(question: Question): Expected {
    let prompt = question.prompt;
    for (let attempts = 1;; attempts++) {
      const typed = this.#answer(question, prompt);
      const { status, digits } = meaningOf(question, typed);
      if (status === "matched" || status === "cancelled") {
        return { status, digits, attempts, end: this.#now };
      }
      const message = status === "noInput" ? question.noInput : question.noMatch;
      if (attempts === question.attempts) {
        this.#sayLast(question, message);
        return { status, digits, attempts, end: this.#now };
      }
      prompt = [...message, ...question.reprompt ?? question.prompt];
    }
  }

  /** The keys of one attempt. */
  #answer(question: Question, prompt: readonly Part[]): string {
    if (!question.typeAhead) this.#quieten();
    const habit = Array.from(this.#habit).filter((key) => !startsOf(question).includes(key));
    this.#habit = "";
    const waiting = question.bargeIn && this.#next(this.#now) !== undefined;
    if (!waiting) this.#play(prompt, { habit, bargeIn: question.bargeIn });
    const first = this.#take(this.#now + (this.#isDue ? 0 : question.timeout));
    if (first === undefined) return "";
    let typed = first;
    while (!isWhole(question, typed)) {
      const more = this.#take(this.#now + question.interDigitTimeout);
      if (more === undefined) break;
      typed += more;
    }
    const full = question.type === "collect"
      ? question.max
      : Math.max(...question.choices.map((choice) => choice.length));
    if (typed.length >= full && !question.terminator.includes(typed.at(-1) ?? "")) {
      this.#habit = question.terminator;
    }
    return typed;
  }

  /** Whether a key waits to be read. */
  get #isDue(): boolean {
    return this.#next(this.#now) !== undefined;
  }

  #sayLast(question: Question, message: readonly Part[]): void {
    if (message.length === 0) return;
    this.#play(message, { habit: Array.from(this.#habit), bargeIn: question.bargeIn });
    this.#habit = "";
  }

  /** Time goes on to the end of the prompt, or to the first key that counts. */
  #play(
    prompt: readonly Part[],
    { habit, bargeIn }: { habit: readonly string[]; bargeIn: boolean },
  ): void {
    for (const [index, part] of prompt.entries()) {
      const end = this.#now + lengthOf(part);
      for (let press = this.#next(end); press !== undefined; press = this.#next(end)) {
        if (bargeIn && (index > 0 || !habit.includes(press.key))) {
          this.#now = press.at;
          return;
        }
        this.#keys.shift();
      }
      this.#now = end;
    }
  }

  #quieten(): void {
    let end = this.#now;
    do {
      this.#keys = this.#keys.filter(({ at }) => at > end);
      this.#now = end;
      end = this.#next(this.#now + QUIET)?.at ?? Infinity;
    } while (end < Infinity);
    this.#now += QUIET;
  }

  /** The next key, if it comes until then. */
  #next(latest: number): Press | undefined {
    const [press] = this.#keys;
    return press !== undefined && press.at <= latest ? press : undefined;
  }

  /** Takes the next key, or lets time go on to `latest`. */
  #take(latest: number): string | undefined {
    const press = this.#next(latest);
    this.#now = press === undefined ? latest : Math.max(this.#now, press.at);
    if (press !== undefined) this.#keys.shift();
    return press?.key;
  }
}

/** The keys by which an answer can begin. */
function startsOf(question: Question): string {
  const own = question.type === "collect"
    ? "0123456789"
    : question.choices.map((choice) => choice[0]).join("");
  return own + question.cancel;
}

/** Whether no more keys belong to an answer. */
function isWhole(question: Question, typed: string): boolean {
  const last = typed.at(-1) ?? "";
  if (question.terminator.includes(last) || question.cancel.includes(last)) return true;
  if (question.type === "collect") return typed.length === question.max;
  const { choices } = question;
  if (choices.some((choice) => choice !== typed && choice.startsWith(typed))) return false;
  return choices.includes(typed) || choices.every((choice) => choice.length <= typed.length);
}

function meaningOf(
  question: Question,
  typed: string,
): { status: Expected["status"]; digits: string | undefined } {
  if (typed === "") return { status: "noInput", digits: undefined };
  const last = typed.at(-1) ?? "";
  if (question.cancel.includes(last)) return { status: "cancelled", digits: undefined };
  const digits = question.terminator.includes(last) ? typed.slice(0, -1) : typed;
  const isRight = question.type === "collect"
    ? /^\d*$/.test(digits) && digits.length >= question.min && !isWrong(question.wrong, digits)
    : question.choices.includes(digits);
  return { status: isRight ? "matched" : "noMatch", digits };
}

/** Whether the answer is one that `validate` refuses. */
export function isWrong(divisor: number, digits: string): boolean {
  const sum = Array.from(digits, Number).reduce((all, digit) => all + digit, 0);
  return divisor > 0 && sum % divisor === 0;
}
