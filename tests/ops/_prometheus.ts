import { becomes } from "./_ops.ts";
import { DIES_WITH_US } from "./_served.ts";

/** How long it may take to start, in milliseconds. */
const START_TIMEOUT = 20_000;

/** A value with its labels, as Prometheus tells it. */
interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [time: number, value: string];
}

/** A real Prometheus that scrapes one address, in a temporary folder. */
export class Prometheus implements AsyncDisposable {
  #child: Deno.ChildProcess;
  #folder: string;
  #port: number;

  private constructor(child: Deno.ChildProcess, folder: string, port: number) {
    this.#child = child;
    this.#folder = folder;
    this.#port = port;
  }

  /**
   * Starts it, and waits until it answers.
   *
   * @throws {Error} If it is not installed (Debian's package `prometheus`), or does not start.
   */
  static async start(target: string, scrapeSeconds: number): Promise<Prometheus> {
    const folder = await Deno.makeTempDir({ prefix: "tipring-prometheus-" });
    const port = freePort();
    await Deno.writeTextFile(
      `${folder}/prometheus.yml`,
      `global:\n  scrape_interval: ${scrapeSeconds}s\nscrape_configs:\n  - job_name: tipring\n` +
        `    static_configs:\n      - targets: ["${target}"]\n`,
    );
    const [command = "", ...args] = [
      ...DIES_WITH_US,
      "prometheus",
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--log.level=error",
    ];
    const child = new Deno.Command(command, { args, stdin: "null", stdout: "null" }).spawn();
    const prometheus = new Prometheus(child, folder, port);
    if (await becomes(() => prometheus.#isReady(), START_TIMEOUT)) return prometheus;
    await prometheus[Symbol.asyncDispose]();
    throw new Error("Cannot start prometheus: it does not answer; apt-get install prometheus");
  }

  /** Whether the target answers, as Prometheus sees it. */
  async targetIsUp(): Promise<boolean> {
    const { activeTargets } = await this.#api("targets?state=active") as {
      activeTargets: readonly { health: string }[];
    };
    return activeTargets.length === 1 && activeTargets[0]?.health === "up";
  }

  /** The one value of a query; `undefined` if there is none. */
  async query(promql: string): Promise<number | undefined> {
    const { result } = await this.#api(`query?query=${encodeURIComponent(promql)}`) as {
      result: readonly Sample[];
    };
    const [sample, more] = result;
    if (more !== undefined) throw new Error(`Cannot take one value of ${promql}: there are more`);
    return sample === undefined ? undefined : Number(sample.value[1]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGTERM");
    } catch {
      // It has ended.
    }
    await this.#child.status;
    await Deno.remove(this.#folder, { recursive: true });
  }

  async #isReady(): Promise<boolean> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.#port}/-/ready`);
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false; // Nobody listens yet.
    }
  }

  async #api(path: string): Promise<unknown> {
    const response = await fetch(`http://127.0.0.1:${this.#port}/api/v1/${path}`);
    const { status, data, error } = await response.json() as {
      status: string;
      data: unknown;
      error?: string;
    };
    if (status === "success") return data;
    throw new Error(`Cannot ask Prometheus for ${path}: it says ${error}`);
  }
}

/** What `promtool check metrics` complains of in a text; `""` if nothing. */
export async function promtoolComplaints(metrics: string): Promise<string> {
  const child = new Deno.Command("promtool", {
    args: ["check", "metrics"],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(metrics));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  const said = (decoder.decode(stdout) + decoder.decode(stderr)).trim();
  return said === "" && !success ? "it fails, and does not say why" : said;
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
