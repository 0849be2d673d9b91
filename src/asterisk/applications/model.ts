import type { Application, Call } from "../call.ts";

/** The outcome that a test chooses for an application, see `CallOptions.applications`. */
export interface ApplicationOutcome {
  /** The value of its result variable, e.g. `BUSY` for Dial. */
  readonly status?: string;
  /** The time until that outcome, or until the answer, in milliseconds. */
  readonly after?: number;
  /** The duration of the conversation or of the recording, in milliseconds. */
  readonly duration?: number;
  /** The Q.850 cause that it leaves in `HANGUPCAUSE`. */
  readonly cause?: number;
}

/** An application whose outcome a test can choose. */
export interface ApplicationModel {
  /** Its name, as the dialplan writes it. */
  readonly name: string;
  /** The values of its result variable. */
  readonly statuses: readonly string[];
  /** Runs it to the chosen outcome. */
  readonly run: (
    call: Call,
    options: string,
    outcome: ApplicationOutcome,
  ) => number | Promise<number>;
}

/**
 * Makes an application from a model. Each run takes the next outcome; the last one is repeated.
 *
 * @throws {TypeError} If the model does not have the status, or a time is negative.
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

/** Makes the variables `NAME` in whole seconds and `NAME_MS` in milliseconds. */
export function duration(name: string, milliseconds: number): Record<string, number> {
  return { [name]: Math.floor(milliseconds / 1000), [`${name}_MS`]: Math.round(milliseconds) };
}

/** Waits until a time. Returns `false` if the caller hung up before. */
export async function idle(call: Call, milliseconds: number): Promise<boolean> {
  if (call.dead) return false;
  return milliseconds <= 0 ? !call.channel.hungUp : await call.idle(milliseconds);
}
