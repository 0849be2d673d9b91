/**
 * Calls whose handler a test gives: what it returns or throws comes back to the test, and the other
 * party acts when a command runs.
 *
 * @module
 */
import { type Channel, serve } from "../../mod.ts";
import type { AmiFields, AmiMessage } from "./harness/ami.ts";
import type { Asterisk } from "./harness/asterisk.ts";
import type { Call, OriginateOptions } from "./harness/call.ts";

/** What a handler of a test gets. */
export interface Scene {
  readonly asterisk: Asterisk;
  readonly call: Call;
  readonly channel: Channel;
}

/** How a call went. */
export interface ServedCall<T> {
  /** What the handler returned. */
  readonly result: T;
  /** AGISTATUS. */
  readonly status: string;
}

/** Places a call, serves it by the handler, and waits until the AGI is over. */
export async function serveCall<T>(
  asterisk: Asterisk,
  handler: (scene: Scene) => Promise<T>,
  options: Omit<OriginateOptions, "agi"> = {},
): Promise<ServedCall<T>> {
  const placed = Promise.withResolvers<Call>();
  const { promise: result, resolve, reject } = Promise.withResolvers<T>();
  await using server = serve(async (channel) => {
    try {
      resolve(await handler({ asterisk, channel, call: await placed.promise }));
    } catch (error) {
      reject(error);
    }
  }, { port: 0 });
  const call = await asterisk.originate({
    // On a busy machine a key seems too short, and Asterisk ends it when the next frame comes: there
    // must be sound.
    caller: { exten: "tone" },
    ...options,
    agi: `agi://127.0.0.1:${server.addr.port}`,
  });
  placed.resolve(call);
  // A call that never reaches the handler shall not be waited for.
  call.status.then(
    (status) => reject(new Error(`The AGI was over before its handler: AGISTATUS is ${status}`)),
    reject,
  );
  return { result: await result, status: await call.status };
}

/** Runs a command, and does something else once Asterisk has begun with it. */
export async function during<T>(
  { asterisk, call }: Scene,
  run: () => Promise<T>,
  act: () => Promise<unknown>,
): Promise<T> {
  const begun = asterisk.ami.waitFor((event) =>
    event.get("Event") === "AGIExecStart" && event.get("Uniqueid") === call.uniqueid
  );
  const [result] = await Promise.all([run(), begun.then(act)]);
  return result;
}

/** Runs a command during which the other party presses keys, each as long as `duration` says (ms). */
export function pressing<T>(
  scene: Scene,
  digits: string,
  run: () => Promise<T>,
  { duration = 100 }: { duration?: number } = {},
): Promise<T> {
  return during(scene, run, async () => {
    for (const Digit of digits) {
      const Channel = scene.call.callerChannel;
      await scene.asterisk.ami.action("PlayDTMF", { Channel, Digit, Duration: `${duration}` });
    }
  });
}

/** Runs a command during which the other party sends a text. */
export function texting<T>(scene: Scene, text: string, run: () => Promise<T>): Promise<T> {
  const fields: AmiFields = { Channel: scene.call.callerChannel, Message: text };
  return during(scene, run, () => scene.asterisk.ami.action("SendText", fields));
}

/** The next event of this name on the channel of the AGI. */
export function eventOf({ asterisk, call }: Scene, name: string): Promise<AmiMessage> {
  return asterisk.ami.waitFor((event) =>
    event.get("Uniqueid") === call.uniqueid &&
    (event.get("Event") === name || event.get("UserEvent") === name)
  );
}

/** The error that a command rejects with. */
export async function errorOf(running: Promise<unknown>): Promise<Error> {
  const error = await running.then((value) => value, (error) => error);
  if (error instanceof Error) return error;
  throw new Error(`There was no error, but ${JSON.stringify(error)}`);
}
