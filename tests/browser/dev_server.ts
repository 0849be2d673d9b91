import { assert } from "@std/assert";
import { Program } from "../cli/program.ts";

/** `tipring dev` or `tipring serve --console` in a process of its own. */
export class DevServer implements AsyncDisposable {
  readonly program: Program;
  /** The address of the page, with the token. */
  readonly url: string;
  /** The port for calls. */
  readonly port: number;

  private constructor(program: Program, url: string, port: number) {
    this.program = program;
    this.url = url;
    this.port = port;
  }

  /** Starts `tipring dev` with these arguments on free ports, or the page on a port that was free. */
  static async dev(
    args: readonly string[],
    { page = "0" }: { page?: string } = {},
  ): Promise<DevServer> {
    const ports = ["--port=0", `--console=${page}`];
    const program = new Program(["dev", ...args, ...ports], { deadline: 120_000 });
    const line = await program.peer.line();
    const [url] = /http:\S+/.exec(line ?? "") ?? [];
    assert(url !== undefined, `no address printed: ${line}\n${program.stderr}`);
    return new DevServer(program, url, await portOf(program));
  }

  /** Starts `tipring serve --console` with these arguments on free ports. */
  static async serve(args: readonly string[]): Promise<DevServer> {
    const program = new Program(["serve", ...args, "--port=0", "--console=0"], {
      deadline: 120_000,
    });
    const [url = ""] = /http:[^\s"]+/.exec(await program.logged(/ console /)) ?? [];
    return new DevServer(program, url, await portOf(program));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.program[Symbol.asyncDispose]();
  }
}

async function portOf(program: Program): Promise<number> {
  const [, port] = /port\W+(\d+)/.exec(await program.logged(/\blistening\b/)) ?? [];
  return Number(port);
}
