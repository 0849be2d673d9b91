import { assertEquals } from "@std/assert";
import { type CallOptions, simulateCall } from "../../src/testing/mod.ts";
import {
  APPLICATION_CONTRACTS,
  type ApplicationContract,
  CONTRACTS,
  expectedOf,
} from "../contract/mod.ts";

/** What is on the real Asterisk of the tests, as far as contracts need it. */
const WORLD: CallOptions = {
  sounds: { "beep": 440, "demo-congrats": 30_000, "vm-goodbye": 880 },
  missingSounds: ["no-such-file", "no,such"],
  writable: (file) => !file.startsWith("/nonexistent"),
  subroutines: {
    "sub,s,1": (call, args) => {
      const [first = "", second = ""] = args.split(",");
      call.setVariable("SUB_ARGS", `${first}-${second}`);
      call.setVariable("GOSUB_RETVAL", `back:${first}`);
    },
  },
};

const ALL: readonly ApplicationContract[] = [...CONTRACTS, ...APPLICATION_CONTRACTS];

for (const version of ["22.10.1", "16.28.0"]) {
  for (const contract of ALL) {
    Deno.test(`contract with the simulator of ${version}: ${contract.name}`, () => {
      return place(contract, version);
    });
  }
}

async function place(contract: ApplicationContract, version: string): Promise<void> {
  const { state = "up", handler, caller } = contract;
  const { expected, status: expectedStatus } = expectedOf(contract, version);
  let value: unknown;
  const { error, transcript, status } = await simulateCall(async (channel, request) => {
    value = await handler(channel, request);
  }, {
    ...WORLD,
    version,
    channel: "Local/up@test-00000001;2",
    channels: { "Local/up@test-00000001;1": { otherEnd: true } },
    ...contract.gosub && { gosub: contract.gosub },
    path: contract.path ?? "",
    args: contract.args ?? [],
    answered: state !== "ringing",
    dead: state === "dead",
    ...caller && { caller },
    ...contract.applications && { applications: contract.applications },
  }).result;
  if (error !== undefined) throw error;
  assertEquals(value, expected, transcript);
  if (expectedStatus !== null) assertEquals(status, expectedStatus, transcript);
}
