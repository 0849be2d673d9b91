import { cpuTimes } from "./cpu_times.ts";

/** A server in a process of its own, whose CPU time and memory are watched (Linux). */
export class Measured implements AsyncDisposable {
  /** Where it listens. */
  readonly port: number;
  #child: Deno.ChildProcess;

  private constructor(child: Deno.ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  /** Starts a program that prints its port, and waits for that. */
  static async start(program: URL): Promise<Measured> {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-check", "--allow-net", program.href],
      stdout: "piped",
    }).spawn();
    const lines = child.stdout.pipeThrough(new TextDecoderStream());
    for await (const text of lines) return new Measured(child, Number(text));
    throw new Error(`Cannot measure ${program}: it ended before it listened`);
  }

  /** The CPU time that it has used, in seconds. */
  async cpu(): Promise<number> {
    const { user, system } = await cpuTimes(this.#child.pid);
    return user + system;
  }

  /** The memory that it holds, in kB. */
  async memory(): Promise<number> {
    const status = await Deno.readTextFile(`/proc/${this.#child.pid}/status`);
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.status;
  }
}
