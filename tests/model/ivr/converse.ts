import { Channel, Session } from "../../../mod.ts";
import { collect, menu, type Prompt, say, silence, type Unanswered } from "../../../src/ivr/mod.ts";
import { fromText, Link, SimulatedAsterisk, VirtualClock } from "../../../src/testing/mod.ts";
import { type Expected, expectedOf, isWrong } from "./oracle.ts";
import type { Part, Question, Scenario } from "./scenario.ts";

/** Something came out that must not. */
export class Violation extends Error {
  override readonly name = "Violation";
}

/** Plays a scenario against the simulated Asterisk, and compares what comes out with the oracle. */
export async function converse(scenario: Scenario): Promise<void> {
  const clock = new VirtualClock();
  const transcript: string[] = [];
  const note = (text: string) => transcript.push(`${clock.now().toFixed(2).padStart(10)} ${text}`);
  const plain = { delays: [], pieces: [] };
  const link = new Link(clock, { up: plain, down: plain });
  const asterisk = new SimulatedAsterisk(link.far, {
    scheduler: clock,
    environment: ["agi_network: yes", "agi_version: 22.10.1", "agi_language: en"].map(fromText),
    world: { sounds: (name) => Number(name.replace(/^\w+-/, "")) * 8 },
    onEvent: (event) => {
      if (event.type === "command") note(event.line);
    },
  });
  let over = false;
  let lost = "";
  for (const { key, at } of scenario.presses) {
    clock.after(at, () => {
      if (over) return;
      note(`caller presses ${key}`);
      if (!asterisk.channel.press(key)) lost += key;
    });
  }
  const running = hold(scenario, { link, clock }).finally(() => {
    over = true;
  });
  running.catch(() => {});
  const ended = asterisk.run();
  while (!over) {
    await clock.settle();
    if (!over && !clock.step()) throw new Violation(`It stands still\n${transcript.join("\n")}`);
  }
  try {
    const expected = expectedOf(scenario);
    const outcomes = await running;
    await ended;
    for (const [index, outcome] of outcomes.entries()) compare(index, outcome, expected[index]);
    if (lost !== "") throw new Violation(`Asterisk dropped ${lost}: no command was running`);
  } catch (error) {
    const text = error instanceof Error ? error.message : `${error}`;
    throw new Violation(`${text}\n${transcript.join("\n")}`, { cause: error });
  }
}

interface Outcome {
  readonly status: Expected["status"];
  readonly digits: string | undefined;
  readonly attempts: number;
  readonly end: number;
  readonly value: unknown;
  readonly language: string | null;
}

async function hold(
  { questions }: Scenario,
  { link, clock }: { link: Link; clock: VirtualClock },
): Promise<Outcome[]> {
  await using session = await Session.start(link.near);
  const channel = new Channel(session);
  const outcomes: Outcome[] = [];
  for (const question of questions) {
    const answer = await ask(channel, question);
    const end = clock.now();
    outcomes.push({
      status: answer.status,
      digits: "digits" in answer ? answer.digits : undefined,
      value: "value" in answer ? answer.value : undefined,
      attempts: answer.attempts,
      end,
      language: await channel.getVariable("CHANNEL(language)"),
    });
  }
  return outcomes;
}

type Answer =
  | { status: "matched"; digits: string; value: string; attempts: number }
  | Unanswered;

async function ask(channel: Channel, question: Question): Promise<Answer> {
  const options = {
    prompt: promptOf(question.prompt),
    ...question.reprompt && { reprompt: promptOf(question.reprompt) },
    noInput: promptOf(question.noInput),
    noMatch: promptOf(question.noMatch),
    attempts: question.attempts,
    timeout: question.timeout,
    interDigitTimeout: question.interDigitTimeout,
    bargeIn: question.bargeIn,
    typeAhead: question.typeAhead,
    cancel: question.cancel,
    terminator: question.terminator,
    ...question.language && { language: question.language },
  };
  if (question.type === "menu") {
    const choices = Object.fromEntries(question.choices.map((key) => [key, `choice ${key}`]));
    return await menu(channel, { ...options, choices });
  }
  const { min, max, wrong } = question;
  return await collect(channel, {
    ...options,
    digits: min === max ? max : { min, max },
    validate: async (digits) => {
      await Promise.resolve();
      return isWrong(wrong, digits) ? false : { value: `choice ${digits}` };
    },
  });
}

function promptOf(parts: readonly Part[]): Prompt {
  return parts.map(({ kind, length }): Prompt => {
    if (kind === "number") return say.number(Number("1".repeat(length)));
    return kind === "silence" ? silence(length * 100) : `sound-${length * 100}`;
  });
}

function compare(index: number, outcome: Outcome, expected: Expected | undefined): void {
  const { end, value, language, ...rest } = outcome;
  const { end: expectedEnd = NaN, ...expectedRest } = expected ?? {};
  const got = JSON.stringify(rest);
  const want = JSON.stringify({ ...expectedRest });
  if (!sameFields(rest, expectedRest) || !(Math.abs(end - expectedEnd) < 0.005)) {
    throw new Violation(`Question ${index}: ${got} at ${end}, not ${want} at ${expectedEnd}`);
  }
  if (outcome.status === "matched" && value !== `choice ${outcome.digits}`) {
    throw new Violation(`Question ${index}: the value is ${value}`);
  }
  if (language !== "en") throw new Violation(`Question ${index} left the language ${language}`);
}

function sameFields(one: object, other: object): boolean {
  const fields = (value: object) => JSON.stringify(Object.entries(value).sort());
  return fields(one) === fields(other);
}
