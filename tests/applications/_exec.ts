import type { Channel } from "../../src/channel.ts";
import { simulateCall } from "../../src/testing/mod.ts";

/** What an application was run with, and what the function made of the variables that it set. */
export interface Executed<T> {
  readonly options: string | undefined;
  readonly result: T | undefined;
  readonly error: unknown;
}

/** Runs a function that runs an application, which sets these variables and returns this. */
export async function execute<T>(
  application: string,
  run: (channel: Channel) => Promise<T>,
  variables: Readonly<Record<string, string>> = {},
  returned = 0,
  version = "22.10.1",
): Promise<Executed<T>> {
  let options: string | undefined;
  let result: T | undefined;
  const { error, outcome, transcript } = await simulateCall(async (channel) => {
    result = await run(channel);
  }, {
    answered: true,
    version,
    applications: {
      [application](call, text) {
        options = text;
        for (const [name, value] of Object.entries(variables)) call.setVariable(name, value);
        call.hangupCause = Number(variables["HANGUPCAUSE"] ?? 0);
        return returned;
      },
    },
  }).result;
  if (outcome === "failed" && error === undefined) throw new Error(transcript);
  return { options, result, error };
}
