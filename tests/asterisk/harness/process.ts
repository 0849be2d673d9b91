/**
 * The operating system's side of a running Asterisk: start, readiness, end.
 *
 * @module
 */

/**
 * Runs Asterisk as a child and kills it when stdin closes, so that it does not outlive a test run
 * that was killed itself. Arguments: the file for stderr, then the command.
 */
const GUARD = `
ulimit -n 65536 2>/dev/null || ulimit -n "$(ulimit -Hn)"
log=$1
shift
exec 3<&0
"$@" </dev/null 2>"$log" 3<&- &
pid=$!
{ read -r line; kill -KILL "$pid"; } <&3 >/dev/null 2>&1 &
guard=$!
exec 3<&-
wait "$pid"
status=$?
kill "$guard" 2>/dev/null
exit "$status"
`;

/** What Asterisk writes to stdout when it has loaded everything. */
const READY = "Asterisk Ready.";

/** How much of the latest output is kept for an error message, in characters. */
const TAIL_LENGTH = 4000;

/** Options of {@linkcode AsteriskProcess.start}. */
export interface ProcessOptions {
  /** Program and leading arguments that run Asterisk. */
  command: readonly [string, ...string[]];
  /** Path of `asterisk.conf`. */
  settings: string;
  /** The file that gets what Asterisk and the AGI scripts write to stderr. */
  stderr: string;
  /** The working folder of Asterisk and of its scripts. */
  folder: string;
}

/** A process of Asterisk. */
export class AsteriskProcess {
  /** Fulfilled with the exit status when the process is over. */
  readonly exited: Promise<number>;
  readonly #child: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  readonly #ready = Promise.withResolvers<void>();
  #tail = "";

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#stdin = child.stdin.getWriter();
    this.#stdin.closed.catch(() => {});
    this.exited = Promise.all([child.status, this.#watch()]).then(([status]) => status.code);
    this.#ready.promise.catch(() => {});
  }

  /**
   * Starts Asterisk and waits until it says that it is ready.
   *
   * @throws {Error} It ended before; the message has the end of what it wrote.
   */
  static async start(options: ProcessOptions): Promise<AsteriskProcess> {
    const { command, settings, stderr, folder } = options;
    const asterisk = [...command, "-C", settings, "-f", "-n"];
    const child = new Deno.Command("sh", {
      args: ["-c", GUARD, "sh", stderr, ...asterisk],
      cwd: folder,
      env: { PATH: pathWithDeno() },
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const started = new AsteriskProcess(child);
    try {
      await started.#ready.promise;
      return started;
    } catch {
      const said = await Deno.readTextFile(stderr).catch(() => "");
      throw new Error(
        `Cannot start Asterisk: it ended with ${await started.exited}: ` +
          (started.#tail + said).slice(-TAIL_LENGTH),
      );
    }
  }

  /** Waits until the process is over, and kills it when that takes longer than `timeoutMs`. */
  async end({ timeoutMs }: { timeoutMs: number }): Promise<void> {
    const timer = setTimeout(() => this.#closeStdin(), timeoutMs);
    await this.exited;
    clearTimeout(timer);
    await this.#closeStdin();
  }

  /** The guard takes it as the order to kill; when the guard is gone, the pipe is already broken. */
  async #closeStdin(): Promise<void> {
    await this.#stdin.close().catch(() => {});
  }

  /** Reads stdout to its end: a full pipe would stop Asterisk. */
  async #watch(): Promise<void> {
    const decoder = new TextDecoder();
    let ready = false;
    for await (const chunk of this.#child.stdout) {
      this.#tail = (this.#tail + decoder.decode(chunk, { stream: true })).slice(-TAIL_LENGTH);
      if (ready || !this.#tail.includes(READY)) continue;
      ready = true;
      this.#ready.resolve();
    }
    this.#ready.reject(new Error("Asterisk ended"));
  }
}

/** The search path, with the folder of this Deno at its end so that every script finds one. */
function pathWithDeno(): string {
  const deno = Deno.execPath().replace(/\/[^/]*$/, "");
  return [Deno.env.get("PATH"), deno].filter(Boolean).join(":");
}
