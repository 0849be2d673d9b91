/**
 * All contracts, for those who place the calls.
 *
 * @module
 */
import { CALLER_APPLICATION_CONTRACTS } from "./applications.ts";
import { CALL_CONTRACTS } from "./calls.ts";
import { COMMAND_CONTRACTS } from "./commands.ts";
import type { ApplicationContract, Contract } from "./contract.ts";
import { PARTY_CONTRACTS } from "./parties.ts";

export {
  type ApplicationContract,
  type Contract,
  type ContractCaller,
  expectedOf,
} from "./contract.ts";

/** The calls that use commands of `@tipring/agi` alone. */
export const CONTRACTS: readonly Contract[] = [...COMMAND_CONTRACTS, ...CALL_CONTRACTS];

/** The calls that use `@tipring/agi/applications`. */
export const APPLICATION_CONTRACTS: readonly ApplicationContract[] = [
  ...PARTY_CONTRACTS,
  ...CALLER_APPLICATION_CONTRACTS,
];
