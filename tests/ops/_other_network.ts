import { DIES_WITH_US } from "./_served.ts";

/** This end and the other of the cable: addresses that are kept for tests of networks (RFC 2544). */
const NEAR = "198.18.77.1";
const FAR = "198.18.77.2";

/**
 * Another machine, as far as the network can tell: a network namespace without a name, with a cable
 * (veth) to this one. It is gone when its process is, and the cable with it. Needs root.
 */
export class OtherNetwork implements AsyncDisposable {
  /** The address of this machine, seen from there. */
  readonly near: string = NEAR;
  /** The address of that machine. */
  readonly far: string = FAR;
  #holder: Deno.ChildProcess;

  private constructor(holder: Deno.ChildProcess) {
    this.#holder = holder;
  }

  /**
   * Makes it.
   *
   * @throws {Error} If that is not allowed here.
   */
  static async make(): Promise<OtherNetwork> {
    const [setpriv = "", ...args] = DIES_WITH_US;
    const holder = new Deno.Command(setpriv, {
      args: [...args, "unshare", "--net", "sh", "-c", "echo made; exec sleep infinity"],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const network = new OtherNetwork(holder);
    try {
      const { value } = await holder.stdout[Symbol.asyncIterator]().next();
      if (value === undefined) throw new Error("Cannot make a network namespace: are you root?");
      const name = `ops${Deno.pid}`;
      const peer = `${name}p`;
      await run([
        "ip",
        "link",
        "add",
        name,
        "type",
        "veth",
        "peer",
        peer,
        "netns",
        `${holder.pid}`,
      ]);
      await run(["ip", "addr", "add", `${NEAR}/30`, "dev", name]);
      await run(["ip", "link", "set", name, "up"]);
      await network.run(["ip", "addr", "add", `${FAR}/30`, "dev", peer]);
      await network.run(["ip", "link", "set", peer, "up"]);
      return network;
    } catch (error) {
      await network[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Runs a program there, and returns what it printed. */
  async run(command: readonly string[]): Promise<string> {
    return await run(["nsenter", "-t", `${this.#holder.pid}`, "-n", ...DIES_WITH_US, ...command]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#holder.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.#holder.status;
  }
}

async function run([program = "", ...args]: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args }).output();
  const decoder = new TextDecoder();
  if (success) return decoder.decode(stdout);
  throw new Error(`Cannot run ${program} ${args.join(" ")}: ${decoder.decode(stderr).trim()}`);
}
