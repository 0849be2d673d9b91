import { assertEquals } from "@std/assert";
import { type CallOptions, simulateCall } from "../../src/testing/mod.ts";
import { CONTRACTS } from "../contract.ts";
import { APPLICATION_CONTRACTS, type ApplicationContract } from "../contract_applications.ts";

/** What is on the real Asterisk of the tests, as far as contracts need it. */
const WORLD: CallOptions = {
  sounds: { "beep": 440, "demo-congrats": 30_000, "vm-goodbye": 880 },
  missingSounds: ["no-such-file"],
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

for (const { name, state = "up", handler, caller, expected, ...contract } of ALL) {
  Deno.test(`contract with the simulator: ${name}`, async () => {
    let value: unknown;
    const { error, transcript, status } = await simulateCall(async (channel, request) => {
      value = await handler(channel, request);
    }, {
      ...WORLD,
      path: contract.path ?? "",
      args: contract.args ?? [],
      answered: state !== "ringing",
      dead: state === "dead",
      ...caller && { caller },
      ...contract.applications && { applications: contract.applications },
    });
    if (error !== undefined) throw error;
    assertEquals(value, expected, transcript);
    if (contract.status !== null) assertEquals(status, contract.status ?? "SUCCESS", transcript);
  });
}
