import { pathOf } from "../cli/program.ts";
import { pause, type Ports } from "./_serve_process.ts";

/** What the shipped configuration needs of the machine that it is for, and a test has not. */
const FOREIGN = /^ +(user|group|chroot|maxconn|log \/dev\/log|bind|server|stats socket) .*\n/gm;

/** HAProxy with the shipped configuration: only ports, addresses and its user are others. */
export class HaproxyProcess implements AsyncDisposable {
  #child: Deno.ChildProcess;
  #folder: string;
  #ended = false;

  private constructor(child: Deno.ChildProcess, folder: string) {
    this.#child = child;
    this.#folder = folder;
    child.status.then(() => this.#ended = true);
  }

  /** Starts it. */
  static async start(port: number, servers: readonly Ports[]): Promise<HaproxyProcess> {
    const folder = await Deno.makeTempDir();
    const shipped = await Deno.readTextFile(pathOf("../../deploy/haproxy.cfg"));
    const config = shipped.replaceAll(FOREIGN, "")
      .replace("global\n", `global\n    stats socket ${folder}/admin.sock level admin\n`)
      .replace("frontend fastagi\n", `frontend fastagi\n    bind 127.0.0.1:${port}\n`) +
      servers.map(({ port, admin }, index) =>
        `    server tipring${index + 1} 127.0.0.1:${port} port ${admin}\n`
      ).join("");
    await Deno.writeTextFile(`${folder}/haproxy.cfg`, config);
    const child = new Deno.Command("haproxy", {
      args: ["-db", "-f", `${folder}/haproxy.cfg`],
    }).spawn();
    return new HaproxyProcess(child, folder);
  }

  /** Waits until it holds a server for this. */
  async state(server: number, state: "UP" | "DOWN"): Promise<void> {
    while (await this.#status(`tipring${server + 1}`) !== state) {
      if (this.#ended) throw new Error("Cannot wait for HAProxy: it has ended");
      await pause(10);
    }
  }

  async #status(server: string): Promise<string | undefined> {
    const stat = await this.#command("show stat").catch(() => "");
    const row = stat.split("\n").find((line) => line.startsWith(`tipring,${server},`));
    // Also "DOWN (agent)", "UP 1/2" (going down), "DOWN 1/2" (going up).
    return row?.split(",")[17]?.split(" ")[0];
  }

  async #command(command: string): Promise<string> {
    const conn = await Deno.connect({ transport: "unix", path: `${this.#folder}/admin.sock` });
    await conn.write(new TextEncoder().encode(`${command}\n`));
    // It closes the connection when it has been read.
    return await new Response(conn.readable).text();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended) this.#child.kill("SIGKILL");
    await this.#child.status;
    await Deno.remove(this.#folder, { recursive: true });
  }
}
