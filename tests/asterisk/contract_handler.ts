/**
 * A handler for the contracts: the file that TIPRING_CONTRACT names has the name of the one that is
 * meant. What it gives back is logged.
 *
 * @module
 */
import type { Handler } from "../../mod.ts";
import { CONTRACTS } from "../contract/mod.ts";

let count = 0;

const handler: Handler = async (channel, request) => {
  const name = await Deno.readTextFile(Deno.env.get("TIPRING_CONTRACT") ?? "");
  const contract = CONTRACTS.find((contract) => contract.name === name);
  const value = await contract?.handler(channel, request).catch((error) => `${error}`);
  console.error(`CONTRACT ${count++} ${JSON.stringify(value)}`);
};

export default handler;
