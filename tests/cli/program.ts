/**
 * The real program in a process of its own, and a folder with handler files for it.
 *
 * @module
 */
import { assert } from "@std/assert";
import { tcpDuplex } from "../../src/transport/tcp.ts";
import { Peer } from "../peer.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** The path of the program. */
export const CLI: string = pathOf("../../cli.ts");

/** The program as it was compiled, where `deno task test:compiled` tests that. */
export const COMPILED: string | undefined = Deno.env.get("TIPRING_PROGRAM");

/** What runs the program. */
export const PROGRAM: readonly [string, ...string[]] = COMPILED === undefined
  ? [Deno.execPath(), "run", "-A", CLI]
  : [COMPILED];

/** The program that exports traces: for that it is compiled in another way. */
export const TRACED: readonly [string, ...string[]] = COMPILED === undefined
  ? PROGRAM
  : [Deno.env.get("TIPRING_PROGRAM_OTEL") ?? COMPILED];

/** The timeout of a process, in milliseconds: one that runs longer hangs. */
const DEADLINE = 20_000;

/** The path of a file of this project. */
export function pathOf(relative: string): string {
  return decodeURIComponent(new URL(relative, import.meta.url).pathname);
}

/** A folder that is removed at the end of the test. */
export class Folder implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async make(): Promise<Folder> {
    return new Folder(await Deno.makeTempDir());
  }

  /** Writes a file and returns its path. */
  async write(name: string, text: string, mode = 0o644): Promise<string> {
    const path = `${this.path}/${name}`;
    await Deno.writeTextFile(path, text, { mode });
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}

/** How a program ended. */
export interface End {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Options of {@linkcode Program}. */
export interface ProgramOptions {
  /** What is run; {@linkcode PROGRAM} by default. */
  command?: readonly [string, ...string[]];
  cwd?: string;
  /** When it is killed, in milliseconds. */
  deadline?: number;
  /** Variables that it gets besides those of this process. */
  env?: Readonly<Record<string, string>>;
}

/** A running program: Asterisk's end of its standard input and output, and what it logs. */
export class Program implements AsyncDisposable {
  /** Asterisk, as far as a script is concerned. */
  readonly peer: Peer;
  #child: Deno.ChildProcess;
  #stdout = "";
  #stderr = "";
  #logging: Promise<void>;
  #logEnded = false;
  #waiting: (() => void)[] = [];
  #deadline: ReturnType<typeof setTimeout>;

  constructor(args: readonly string[], options: ProgramOptions = {}) {
    const [program, ...first] = options.command ?? PROGRAM;
    this.#child = new Deno.Command(program, {
      args: [...first, ...args],
      env: { NO_COLOR: "1", ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const decoder = new TextDecoder();
    const copy = new TransformStream<Bytes, Bytes>({
      transform: (bytes, controller) => {
        this.#stdout += decoder.decode(bytes, { stream: true });
        controller.enqueue(bytes);
      },
    });
    this.peer = new Peer({
      readable: this.#child.stdout.pipeThrough(copy),
      writable: this.#child.stdin,
    });
    this.#logging = this.#readLog();
    this.#deadline = setTimeout(() => this.kill("SIGKILL"), options.deadline ?? DEADLINE);
  }

  /** Everything on standard error so far. */
  get stderr(): string {
    return this.#stderr;
  }

  /** The first line on standard error that matches, as soon as it is there. */
  async logged(pattern: RegExp): Promise<string> {
    while (true) {
      const lines = this.#stderr.split("\n").slice(0, -1);
      const line = lines.find((line) => pattern.test(line));
      if (line !== undefined) return line;
      assert(!this.#logEnded, `No line matches ${pattern}:\n${this.#stderr}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Calls a server as Asterisk would; `lines` come behind those that every call has. */
  async call(script: string, lines = ""): Promise<Peer> {
    const [, port] = /port\W+(\d+)/.exec(await this.logged(/\blistening\b/)) ?? [];
    const peer = new Peer(tcpDuplex(await Deno.connect({ port: Number(port) })));
    const path = script === "" ? "" : `agi_network_script: ${script}\n`;
    await peer.say(
      `agi_network: yes\n${path}agi_channel: SIP/1\nagi_uniqueid: 1.1\n` +
        `agi_version: 22.10.1\n${lines}\n`,
    );
    return peer;
  }

  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Waits until the program has ended by itself, with its standard input open. */
  async end(): Promise<End> {
    while (await this.peer.line() !== null);
    await this.#logging;
    const { code } = await this.#child.status;
    return { code, stdout: this.#stdout, stderr: this.#stderr };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#deadline);
    try {
      this.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.peer[Symbol.asyncDispose]();
    await this.#logging;
    await this.#child.status;
  }

  async #readLog(): Promise<void> {
    for await (const text of this.#child.stderr.pipeThrough(new TextDecoderStream())) {
      this.#stderr += text;
      this.#wake();
    }
    this.#logEnded = true;
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** Runs the program to its end, with nothing on its standard input. */
export async function run(args: readonly string[], options: ProgramOptions = {}): Promise<End> {
  await using program = new Program(args, options);
  await program.peer.end();
  return await program.end();
}
