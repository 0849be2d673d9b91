/**
 * The contract with a real Asterisk, see `tests/contract`.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { serve } from "../../mod.ts";
import type { AmiMessage } from "./harness/ami.ts";
import { Asterisk } from "./harness/asterisk.ts";
import type { Call } from "./harness/call.ts";
import { Ears } from "../../src/asterisk/ears.ts";
import { parseArgs } from "../../src/protocol/split_words.ts";
import { COMPILED, Folder, pathOf, Program } from "../cli/program.ts";
import {
  APPLICATION_CONTRACTS,
  type Contract,
  type ContractCaller,
  CONTRACTS,
  expectedOf,
} from "../contract/mod.ts";
import { VERSION } from "./version.ts";

const EXTENSIONS = { up: "up", ringing: "run", dead: "dead" } as const;

/** A caller on a real line: it hears what commands begin to play. */
class RealCaller implements ContractCaller {
  #asterisk: Asterisk;
  #call = Promise.withResolvers<Call>();
  #ears = new Ears();
  #stop = new AbortController();

  constructor(asterisk: Asterisk) {
    this.#asterisk = asterisk;
  }

  /** Listens, from before the call on: no other call may be in progress. */
  listen(): void {
    const { signal } = this.#stop;
    this.#asterisk.ami.waitFor((event) => this.#hear(event), { signal }).catch(() => {});
  }

  begin(call: Call): void {
    this.#call.resolve(call);
  }

  end(): void {
    this.#ears.end((sound) => new Error(`Cannot hear ${sound}: the call is over`));
    this.#stop.abort();
  }

  async press(keys: string): Promise<void> {
    const { callerChannel } = await this.#call.promise;
    for (const Digit of keys) {
      const fields = { Channel: callerChannel, Digit, Duration: "100" };
      await this.#asterisk.ami.action("PlayDTMF", fields);
    }
  }

  async say(text: string): Promise<void> {
    const { callerChannel } = await this.#call.promise;
    await this.#asterisk.ami.action("SendText", { Channel: callerChannel, Message: text });
  }

  /** The time of a real call cannot be awaited in any other way. */
  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
  }

  async hangUp(): Promise<void> {
    await (await this.#call.promise).hangup();
  }

  hears(sound: string | RegExp): Promise<string> {
    return this.#ears.waitFor(sound);
  }

  #hear(event: AmiMessage): false {
    if (event.get("Event") === "AGIExecStart") {
      const sound = soundOf(event.get("Command") ?? "");
      if (sound !== undefined) this.#ears.hear(sound);
    }
    return false;
  }
}

/** What a caller hears of a command first. */
function soundOf(command: string): string | undefined {
  const [first = "", second = "", ...rest] = parseArgs(command);
  const verb = `${first} ${second}`;
  if (first === "SAY") return `${second.toLowerCase()} ${rest[0]}`;
  if (verb === "RECORD FILE") return rest.includes("BEEP") ? "beep" : undefined;
  if (verb === "CONTROL STREAM") return rest[1];
  if (/^EXEC (Background|Playback)$/.test(verb)) return rest[0]?.split(",")[0];
  return /^(STREAM FILE|GET DATA|GET OPTION)$/.test(verb) ? rest[0] : undefined;
}

/** What serves a contract: `value` is what its handler gives back. */
interface Serving extends AsyncDisposable {
  readonly address: string;
  readonly value: Promise<unknown>;
}

type Serve = (contract: Contract) => Promise<Serving>;

/** Serves a contract in this process. */
function serveHere({ handler }: Contract): Promise<Serving> {
  const { promise: value, resolve, reject } = Promise.withResolvers<unknown>();
  const server = serve(async (channel, request) => {
    await handler(channel, request).then(resolve, reject);
  }, { port: 0 });
  return Promise.resolve({
    address: `agi://127.0.0.1:${server.addr.port}`,
    value,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  });
}

async function place(asterisk: Asterisk, contract: Contract, begin: Serve): Promise<void> {
  const { path = "", args = [], state = "up", caller, gosub } = contract;
  const { expected, status } = expectedOf(contract, VERSION);
  await using serving = await begin(contract);
  const person = new RealCaller(asterisk);
  person.listen();
  const agi = [`${serving.address}/${path}`, ...args].join(",");
  const call = await asterisk.originate({
    agi,
    exten: gosub === undefined ? EXTENSIONS[state] : "gosub",
    variables: { GOSUB_ARGS: (gosub ?? []).join(",") },
    // Asterisk ends a digit when the next frame comes, so there must be sound. Before an AGI of the h
    // extension, the other party stays until Asterisk 16 has answered, which takes it half a second.
    caller: state === "dead" ? { stayMs: 5000 } : { exten: "tone" },
  });
  person.begin(call);
  const acting = caller?.(person);
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  acting?.catch(failed.reject);
  assertEquals(await Promise.race([serving.value, failed.promise]), expected);
  if (status !== null) assertEquals(await call.status, status);
  person.end();
  await acting;
  await call.hangup();
  await call.ended;
}

Deno.test({
  name: `contract with a real Asterisk ${VERSION}`,
  // It runs no program.
  ignore: COMPILED !== undefined,
  async fn(t) {
    await using asterisk = await Asterisk.start({ version: VERSION });
    const applications = APPLICATION_CONTRACTS.filter(({ not16 }) => !not16 || VERSION !== "16");
    for (const contract of [...CONTRACTS, ...applications]) {
      await t.step(contract.name, () => place(asterisk, contract, serveHere));
    }
  },
});

Deno.test(`contract with a real Asterisk ${VERSION}, and the program that serves`, async (t) => {
  await using folder = await Folder.make();
  const current = await folder.write("contract", "");
  await using program = new Program(
    ["serve", "--port", "0", "--default", pathOf("../asterisk/contract_handler.ts")],
    { env: { TIPRING_CONTRACT: current }, deadline: 300_000 },
  );
  const [, port] = /port\W+(\d+)/.exec(await program.logged(/\blistening\b/)) ?? [];
  let count = 0;
  const serveThere = async ({ name }: Contract): Promise<Serving> => {
    await Deno.writeTextFile(current, name);
    const line = program.logged(new RegExp(`^CONTRACT ${count++} `));
    return {
      address: `agi://127.0.0.1:${port}`,
      value: line.then((line) => JSON.parse(line.replace(/^CONTRACT \d+ /, ""))),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  };
  await using asterisk = await Asterisk.start({ version: VERSION });
  for (const contract of CONTRACTS) {
    await t.step(contract.name, () => place(asterisk, contract, serveThere));
  }
});
