import fc from "fast-check";

/** A part of a prompt, and how long it plays. */
export interface Part {
  readonly kind: "file" | "number" | "silence";
  /** In hundreds of milliseconds; a number has a digit for each 500 ms. */
  readonly length: number;
}

/** What all questions have. Times are milliseconds. */
interface QuestionBase {
  readonly prompt: readonly Part[];
  readonly reprompt: readonly Part[] | null;
  readonly noInput: readonly Part[];
  readonly noMatch: readonly Part[];
  readonly attempts: number;
  readonly timeout: number;
  readonly interDigitTimeout: number;
  readonly bargeIn: boolean;
  readonly typeAhead: boolean;
  readonly cancel: string;
  readonly terminator: string;
  readonly language: string | null;
}

/** A question for digits. */
export interface CollectQuestion extends QuestionBase {
  readonly type: "collect";
  readonly min: number;
  readonly max: number;
  /** Answers whose digits have a sum that this divides are wrong; 0 for none. */
  readonly wrong: number;
}

/** A menu. */
export interface MenuQuestion extends QuestionBase {
  readonly type: "menu";
  readonly choices: readonly string[];
}

export type Question = CollectQuestion | MenuQuestion;

/** A key, and when it is pressed. */
export interface Press {
  readonly key: string;
  readonly at: number;
}

/** Questions that follow each other, and what the caller presses. */
export interface Scenario {
  readonly questions: readonly Question[];
  readonly presses: readonly Press[];
}

/** The milliseconds of a part. */
export function lengthOf({ kind, length }: Part): number {
  return kind === "number" ? length * 500 : length * 100;
}

const later: fc.Arbitrary<Part> = fc.record({
  kind: fc.constantFrom("file" as const, "number" as const, "silence" as const),
  length: fc.integer({ min: 1, max: 5 }),
});

// A silence that keys do not interrupt goes on by the real clock, which stands still here.
const first: fc.Arbitrary<Part> = fc.record({
  kind: fc.constantFrom("file" as const, "number" as const),
  length: fc.integer({ min: 1, max: 5 }),
});

const prompt = fc.tuple(first, fc.array(later, { maxLength: 2 })).map(([one, more]) => [
  one,
  ...more,
]);

const message = fc.oneof(fc.constant([]), prompt);

const base = {
  prompt,
  reprompt: fc.option(prompt),
  noInput: message,
  noMatch: message,
  attempts: fc.integer({ min: 1, max: 3 }),
  timeout: fc.constantFrom(0, 500, 1500, 4000),
  interDigitTimeout: fc.constantFrom(0, 200, 700, 2000),
  bargeIn: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
  typeAhead: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
  cancel: fc.constantFrom("", "", "A", "AB"),
  language: fc.constantFrom(null, null, "de", "en"),
};

const collectQuestion: fc.Arbitrary<CollectQuestion> = fc.record({
  type: fc.constant("collect" as const),
  ...base,
  terminator: fc.constantFrom("#", "#", "", "*", "#*"),
  min: fc.integer({ min: 0, max: 3 }),
  max: fc.integer({ min: 1, max: 5 }),
  wrong: fc.constantFrom(0, 0, 2, 3),
}).map((question) => ({ ...question, min: Math.min(question.min, question.max) }));

const menuQuestion: fc.Arbitrary<MenuQuestion> = fc.record({
  type: fc.constant("menu" as const),
  ...base,
  terminator: fc.constantFrom("", "#", "D"),
  choices: fc.uniqueArray(
    fc.constantFrom("1", "2", "3", "*", "12", "10", "20", "123", "22", "*1", "01"),
    { minLength: 1, maxLength: 6 },
  ),
});

const question: fc.Arbitrary<Question> = fc.oneof(collectQuestion, menuQuestion);

/** Not so much in silence: the parts that are not interrupted have none. */
const playable = question.map((question): Question => {
  if (question.bargeIn) return question;
  const loud = (parts: readonly Part[]) => parts.filter(({ kind }) => kind !== "silence");
  return {
    ...question,
    prompt: loud(question.prompt),
    reprompt: question.reprompt && loud(question.reprompt),
    noInput: loud(question.noInput),
    noMatch: loud(question.noMatch),
  };
});

const press = fc.record({
  key: fc.constantFrom(..."0123123#*A9D"),
  gap: fc.constantFrom(20, 20, 20, 60, 100, 100, 300, 300, 900, 2500, 6000),
});

/** No two things happen at the same time: each key has a fraction of a millisecond of its own. */
function timesOf(presses: readonly { key: string; gap: number }[]): Press[] {
  let at = 17;
  return presses.map(({ key, gap }, index) => ({ key, at: (at += gap) + index * 0.0113 }));
}

/** Any scenario. */
export const scenario: fc.Arbitrary<Scenario> = fc.record({
  questions: fc.array(playable, { minLength: 1, maxLength: 3 }),
  presses: fc.array(press, { maxLength: 16 }).map(timesOf),
});
