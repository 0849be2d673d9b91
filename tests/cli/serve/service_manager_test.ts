import { assertEquals } from "@std/assert";
import { CLI, Folder, pathOf, Program } from "../program.ts";

const HELLO = `
export default async (channel) => {
  await channel.verbose(JSON.stringify(Deno.env.get("NOTIFY_SOCKET") ?? "none"));
};
`;

/** A service, and the systemd that started it. */
class Scene implements AsyncDisposable {
  readonly systemd: Program;
  readonly service: Program;
  readonly folder: Folder;

  private constructor(systemd: Program, service: Program, folder: Folder) {
    this.systemd = systemd;
    this.service = service;
    this.folder = folder;
  }

  /** Begins, with more options for Deno and for tipring. */
  static async begin(deno: readonly string[], ...options: string[]): Promise<Scene> {
    const folder = await Folder.make();
    const path = `${folder.path}/notify`;
    const file = await folder.write("hello.ts", HELLO);
    const run = [Deno.execPath(), "run", "-A"] as const;
    const systemd = new Program([path], {
      command: [...run, "--unstable-net", pathOf("serve/notify_socket.ts")],
    });
    await systemd.logged(/^open$/);
    const service = new Program(["serve", "--port", "0", file, ...options], {
      command: [...run, ...deno, CLI],
      env: { NOTIFY_SOCKET: path, WATCHDOG_USEC: "300000" },
    });
    return new Scene(systemd, service, folder);
  }

  /** What systemd got so far, without the signs of life. */
  get states(): string[] {
    return this.systemd.stderr.trim().split("\n").slice(1).filter((line) => line !== "WATCHDOG=1");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.service[Symbol.asyncDispose]();
    await this.systemd[Symbol.asyncDispose]();
    await this.folder[Symbol.asyncDispose]();
  }
}

for (const options of [[], ["--workers", "1"]]) {
  const name = ["tipring serve", ...options].join(" ");
  Deno.test(`${name} reports its state to systemd`, async () => {
    await using scene = await Scene.begin(["--unstable-net"], ...options);
    const { service, systemd } = scene;
    await systemd.logged(/^READY=1$/);
    await service.logged(/ listening /);
    await systemd.logged(/^WATCHDOG=1$/);
    service.kill("SIGHUP");
    await service.logged(/ reloaded /);
    await systemd.logged(/^RELOADING=1$/);
    await using peer = await service.call("hello");
    assertEquals(await peer.answer("200 result=1\n"), 'VERBOSE "\\"none\\"" "1"');
    service.kill("SIGTERM");
    assertEquals((await service.end()).code, 0);
    await systemd.logged(/^STOPPING=1$/);
    assertEquals(scene.states.slice(0, 4), ["READY=1", "RELOADING=1", "READY=1", "STOPPING=1"]);
  });
}

Deno.test("tipring serve does not report a reload while it stops", async () => {
  await using scene = await Scene.begin(["--unstable-net"]);
  const { service, systemd } = scene;
  await using peer = await service.call("hello");
  await peer.line();
  service.kill("SIGTERM");
  await systemd.logged(/^STOPPING=1$/);
  service.kill("SIGHUP");
  await service.logged(/ reloaded /);
  await peer.say("200 result=1\n");
  assertEquals((await service.end()).code, 0);
  assertEquals(scene.states, ["READY=1", "STOPPING=1"]);
});

Deno.test("tipring serve logs that it cannot notify systemd without --unstable-net", async () => {
  await using scene = await Scene.begin([]);
  await scene.service.logged(/ ERROR systemd cannot be notified error="Deno runs without --unsta/);
  await scene.service.logged(/ listening /);
});
