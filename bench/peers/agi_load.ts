import type { PeerProcess } from "./peer_process.ts";

/** The part of the report of `agi_load --json` that is used here. */
export interface LoadReport {
  readonly commands_per_s: number;
  readonly server_cpu_us_per_command: number;
  readonly first_command_us: { readonly p99: number };
  /** Memory of the server per held call; only with `--hold`. */
  readonly rss_per_session_kb?: number;
  readonly errors_total: number;
}

/** Commands of a whole call of each script. */
export const COMMANDS = { short: 5, long: 1001, idle: 2 } as const;

/** A script that a peer serves. */
export type Script = keyof typeof COMMANDS;

/** The load generator, compiled. */
export class AgiLoad {
  #program: string;

  /** Takes the path of the program. */
  constructor(program: string) {
    this.#program = program;
  }

  /**
   * Loads a peer with calls of one script.
   *
   * @param options Options of `agi_load` besides the peer, the script and the format.
   * @throws {Error} If a call failed: the figures would be those of errors.
   */
  async run(
    peer: PeerProcess,
    script: Script,
    options: Readonly<Record<string, number>>,
  ): Promise<LoadReport> {
    const { stdout, stderr } = await new Deno.Command(this.#program, {
      args: [
        ...["--port", `${peer.port}`, "--path", script, "--expect", `${COMMANDS[script]}`],
        ...["--pid", `${peer.pid}`, "--json"],
        ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, `${value}`]),
      ],
    }).output();
    const text = new TextDecoder().decode(stdout);
    if (text === "") throw new Error(new TextDecoder().decode(stderr).trim());
    const report: LoadReport & { readonly errors: unknown } = JSON.parse(text);
    if (report.errors_total > 0) {
      throw new Error(`Calls of "${script}" failed: ${JSON.stringify(report.errors)}`);
    }
    return report;
  }
}
