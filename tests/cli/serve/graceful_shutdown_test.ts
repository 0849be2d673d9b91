import { assert, assertEquals, assertMatch } from "@std/assert";
import { GracefulShutdown } from "../../../src/cli/serve/graceful_shutdown.ts";
import { Folder, Program } from "../program.ts";

const WAIT = `
export default async (channel) => {
  await channel.waitForDigit(-1);
};
`;

/** A server that can be seen into, in a process of its own. */
class Server implements AsyncDisposable {
  readonly program: Program;
  #folder: Folder;

  private constructor(program: Program, folder: Folder) {
    this.program = program;
    this.#folder = folder;
  }

  static async start(...options: string[]): Promise<Server> {
    const folder = await Folder.make();
    await folder.write("wait.ts", WAIT);
    const args = ["serve", "--port", "0", "--admin", "0", "wait.ts", ...options];
    const server = new Server(new Program(args, { cwd: folder.path }), folder);
    await server.program.logged(/\blistening\b/);
    return server;
  }

  async ready(): Promise<number> {
    const [, port] = /port=(\d+)$/.exec(await this.program.logged(/admin interface/)) ?? [];
    const headers = { connection: "close" };
    const response = await fetch(`http://127.0.0.1:${port}/readyz`, { headers });
    await response.body?.cancel();
    return response.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
  }
}

/** Makes a call and ends it; returns the command that the handler sent. */
async function converse(program: Program): Promise<string | null> {
  await using peer = await program.call("wait");
  const line = await peer.answer("200 result=0\n");
  assertEquals(await peer.line(), null);
  return line;
}

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.test(`tipring serve accepts calls for --drain-delay after ${signal}, not ready any more`, async () => {
    await using server = await Server.start("--drain-delay", "3600");
    const { program } = server;
    assertEquals(await server.ready(), 200);
    program.kill(signal);
    assertMatch(await program.logged(/draining starts after delay/), /delay=3600000ms$/);
    assertEquals(await server.ready(), 503);
    assertEquals(await converse(program), 'WAIT FOR DIGIT "-1"');

    const peer = await program.call("wait");
    assertEquals(await peer.line(), 'WAIT FOR DIGIT "-1"');
    assert(!program.stderr.includes("shutting down"), program.stderr);
    program.kill(signal);
    assertMatch(await program.logged(/shutting down/), /calls=1$/);
    await peer.say("200 result=0\n");
    assertEquals(await peer.line(), null);
    await peer[Symbol.asyncDispose]();
    const { code, stderr } = await program.end();
    assertEquals(code, 0);
    assert(!/outcome=(?!completed)/.test(stderr), stderr);
  });
}

Deno.test("tipring serve ends calls at a third signal, when the second skipped --drain-delay", async () => {
  await using server = await Server.start("--drain-delay", "3600");
  const { program } = server;
  await using peer = await program.call("wait");
  assertEquals(await peer.line(), 'WAIT FOR DIGIT "-1"');
  program.kill("SIGTERM");
  await program.logged(/draining starts after delay/);
  program.kill("SIGTERM");
  await program.logged(/shutting down/);
  program.kill("SIGTERM");
  assertEquals(await peer.line(), null);
  await peer[Symbol.asyncDispose]();
  assertEquals((await program.end()).code, 0);
});

Deno.test("tipring serve drains when --drain-delay is over", async () => {
  await using server = await Server.start("--drain-delay", "0.05");
  const { program } = server;
  program.kill("SIGTERM");
  assertMatch(await program.logged(/draining starts after delay/), /delay=50ms$/);
  await program.logged(/shutting down/);
  assertEquals((await program.end()).code, 0);
});

Deno.test("GracefulShutdown.next() drains at once, then ends, when there is no delay", () => {
  const steps: string[] = [];
  const leaving = new GracefulShutdown(0, {
    announce: () => steps.push("announce"),
    drain: () => steps.push("drain"),
    end: () => steps.push("end"),
  }, () => steps.push("log"));
  leaving.next();
  assertEquals(steps, ["drain"]);
  leaving.next();
  assertEquals(steps, ["drain", "end"]);
});
