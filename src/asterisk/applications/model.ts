import type { Application, Call } from "../call.ts";

/** How a test wants an application to end, see `CallOptions.applications`. */
export interface ApplicationOutcome {
  /** The word of its result variable, e.g. `BUSY` for Dial. */
  readonly status?: string;
  /** How long it takes until then, or until somebody answers, in milliseconds. */
  readonly after?: number;
  /** How long the two talk, or the caller records, in milliseconds. */
  readonly duration?: number;
  /** The Q.850 cause that it leaves in `HANGUPCAUSE`. */
  readonly cause?: number;
}

/** An application whose end can be chosen. */
export interface ApplicationModel {
  /** Its name, as the dialplan writes it. */
  readonly name: string;
  /** The words of its result variable. */
  readonly statuses: readonly string[];
  /** Runs it to the end that was chosen. */
  readonly run: (
    call: Call,
    options: string,
    outcome: ApplicationOutcome,
  ) => number | Promise<number>;
}

/**
 * Makes an application of a model. Of several outcomes each run takes the next; the last one stays.
 *
 * @throws {TypeError} If the model has no such status, or a time is not 0 or more.
 */
export function asModelled(
  model: ApplicationModel,
  outcomes: readonly ApplicationOutcome[] = [],
): Application {
  for (const outcome of outcomes) checkOutcome(model, outcome);
  let runs = 0;
  return (call, options) => {
    const outcome = outcomes[Math.min(runs++, outcomes.length - 1)] ?? {};
    return model.run(call, options, outcome);
  };
}

function checkOutcome({ name, statuses }: ApplicationModel, outcome: ApplicationOutcome): void {
  const { status, after = 0, duration = 0 } = outcome;
  if (status !== undefined && !statuses.includes(status)) {
    const known = statuses.length === 0 ? "it has none" : `pass one of ${statuses.join(", ")}`;
    throw new TypeError(`${name} has no status ${JSON.stringify(status)} (${known})`);
  }
  if (!(after >= 0) || !(duration >= 0)) {
    throw new TypeError(`${name} after and duration must be 0 ms or more`);
  }
}

/** Sets channel variables. */
export function setVariables(
  { world }: Call,
  values: Readonly<Record<string, string | number>>,
): void {
  for (const [name, value] of Object.entries(values)) world.variables.set(name, `${value}`);
}

/** Whole seconds, and the milliseconds, as applications leave them in `NAME` and `NAME_MS`. */
export function duration(name: string, milliseconds: number): Record<string, number> {
  return { [name]: Math.floor(milliseconds / 1000), [`${name}_MS`]: Math.round(milliseconds) };
}

/** Waits until a time comes or the caller hangs up; `false` if the caller did. */
export async function idle(call: Call, milliseconds: number): Promise<boolean> {
  if (call.dead) return false;
  return milliseconds <= 0 ? !call.channel.hungUp : await call.idle(milliseconds);
}
