import { assert, assertEquals, assertMatch } from "@std/assert";
import { Folder, Program } from "../program.ts";

const LOOP = `
export default async (channel) => {
  await channel.verbose(String(Deno.pid));
  while (true);
};
`;

/** Lasts longer than the watchdog waits, but lets the event loop turn. */
const BUSY = `
export default async (channel) => {
  const end = performance.now() + 1500;
  while (performance.now() < end) {
    const pause = performance.now() + 50;
    while (performance.now() < pause);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  await channel.verbose("done");
};
`;

/** A server whose handler has begun to loop without end. */
class LoopingCall implements AsyncDisposable {
  readonly program: Program;
  #resources: AsyncDisposableStack;

  private constructor(program: Program, resources: AsyncDisposableStack) {
    this.program = program;
    this.#resources = resources;
  }

  static async start(...options: string[]): Promise<LoopingCall> {
    await using resources = new AsyncDisposableStack();
    const folder = resources.use(await Folder.make());
    const file = await folder.write("loop.ts", LOOP);
    const program = resources.use(new Program(["serve", "--port", "0", ...options, file]));
    const peer = resources.use(await program.call("loop"));
    assertMatch(await peer.answer("200 result=1\n") ?? "", /^VERBOSE/);
    return new LoopingCall(program, resources.move());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}

Deno.test("tipring serve ends a process whose handler loops without end, and logs why", async () => {
  await using scene = await LoopingCall.start("--watchdog", "0.6", "--log-format", "json");
  const { program } = scene;
  const began = Date.now();
  const { code, stderr } = await program.end();
  assertEquals(code, 137);
  const { time, ...line } = JSON.parse(stderr.trim().split("\n").at(-1) ?? "");
  assert(Date.parse(time) >= began, stderr);
  assertEquals(line, {
    level: "error",
    message: "event loop blocked, killing this process",
    silentMs: 600,
    hint: "a handler computes without await, or loops without end",
  });
});

Deno.test("tipring serve lets handlers compute that let the event loop turn", async () => {
  await using folder = await Folder.make();
  const file = await folder.write("busy.ts", BUSY);
  await using program = new Program(["serve", "--port", "0", "--watchdog", "0.6", file]);
  await using peer = await program.call("busy");
  assertEquals(await peer.answer("200 result=1\n"), 'VERBOSE "done" "1"');
  program.kill("SIGTERM");
  assertEquals((await program.end()).code, 0);
});

Deno.test("tipring serve --workers: a worker that hangs ends when its supervisor is dead", async () => {
  await using scene = await LoopingCall.start("--watchdog", "1", "--workers", "1");
  const { program } = scene;
  program.kill("SIGKILL");
  // The worker holds its standard output, which ends with it.
  const { stderr } = await program.end();
  assertMatch(stderr, /event loop blocked, killing this process worker=1 silent=1500ms/);
});

Deno.test("tipring serve --workers: the supervisor replaces a worker that hangs", async () => {
  await using scene = await LoopingCall.start("--watchdog", "1", "--workers", "1");
  const { program } = scene;
  await program.logged(/worker unresponsive, killing it worker=1 /);
  await program.logged(/listening worker=2 /);
});
