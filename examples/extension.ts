#!/usr/bin/env tipring
/**
 * Asks for an extension, and looks up where it is while the caller waits. The look-up ends when the
 * caller hangs up.
 *
 *     exten => 100,1,Answer()
 *      same => n,AGI(agi://127.0.0.1/extension)
 *      same => n,Dial(${DESTINATION})
 *
 * @module
 */
import type { Handler } from "@tipring/agi";

const handler: Handler = async (channel) => {
  const { digits } = await channel.getData("demo-congrats", { timeout: 5000, maxDigits: 10 });
  const destination = await lookUp(digits, channel.signal);
  await channel.setVariable("DESTINATION", destination);
};

export default handler;

/** Stands for a slow directory: five seconds. */
function lookUp(extension: string, signal: AbortSignal): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const timer = setTimeout(resolve, 5000, `PJSIP/${extension}`);
  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    reject(signal.reason);
  });
  return promise;
}
