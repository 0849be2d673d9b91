/**
 * The call that the load client expects: `AGI(agi://host/call,rounds,milliseconds)` waits so often
 * and so long for a digit.
 *
 * @module
 */
import type { Handler } from "../../../mod.ts";

const handler: Handler = async (channel, { args: [rounds = "1", hold = "0"] }) => {
  const own = channel.environment.uniqueId;
  await channel.answer();
  await channel.setVariable("OPS_CALL", own);
  for (let round = 0; round < Number(rounds); round++) {
    await channel.waitForDigit({ timeout: Number(hold) });
    const got = await channel.getVariable("OPS_CALL");
    if (got !== own) throw new Error(`Cannot go on: the reply is of call ${got}, not of ${own}`);
  }
  await channel.verbose("goodbye");
};

export default handler;
