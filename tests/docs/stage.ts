import { CLI, Folder, Program } from "../cli/program.ts";
import { tlsFile } from "../tls.ts";
import { ROOT } from "./pages.ts";

/** How a block ended. */
export interface BlockEnd {
  readonly success: boolean;
  /** What it printed. */
  readonly output: string;
}

/** A handler that takes the steps below. */
const HANDLER = `import type { Handler } from "@tipring/agi";

const handler: Handler = async (channel) => {
  await channel.answer();
  const { digits } = await channel.getData("vm-password", { maxDigits: 4 });
  await channel.sayNumber(digits.length);
};

export default handler;
`;

/** The steps of docs/testing.md. */
const STEPS = "hears vm-password\npress 4711\nhears /^number/\nends completed\n";

/** The name of a recording in README.md. */
const RECORDING = "var/log/tipring/calls/20261123T172757.216Z-1795403405.39.txt";

/** The sounds of a handler's call without keys. */
const SOUNDS = "var/lib/asterisk/sounds/en";

/** A block that takes longer hangs, in milliseconds. */
const DEADLINE = 60_000;

const DENO = `'${Deno.execPath()}'`;

/** `tipring` on the PATH. A server ends as soon as it listens; a call runs in virtual time. */
const TIPRING_PROGRAM = `#!/bin/sh
case $1 in
dial) exec ${DENO} run -A '${CLI}' "$@" --fast ;;
serve) ;;
*) exec ${DENO} run -A '${CLI}' "$@" ;;
esac
log=$(mktemp -u) && mkfifo "$log"
${DENO} run -A '${CLI}' "$@" --port 0 2>"$log" &
while IFS= read -r line; do
  echo "$line" >&2
  case $line in *listening*) kill $! ;; esac
done <"$log"
rm "$log"
wait $!
`;

/** `deno` on the PATH. It finds `@tipring/agi` as in a project that has added the package. */
const DENO_PROGRAM = `#!/bin/sh
case $1 in
test) shift; exec ${DENO} test --no-check --no-lock --config '${ROOT}deno.json' "$@" ;;
*) exec ${DENO} "$@" ;;
esac
`;

/** A machine on which the blocks of the pages run, each in a clean folder. */
export class Stage implements AsyncDisposable {
  #folder: Folder;
  #server: Program;
  #port: number;

  private constructor(folder: Folder, server: Program, port: number) {
    this.#folder = folder;
    this.#server = server;
    this.#port = port;
  }

  /** Starts a server for the calls of all blocks. */
  static async open(): Promise<Stage> {
    const folder = await Folder.make();
    const file = await folder.write("pin.ts", HANDLER);
    const server = new Program(["serve", "--default", file, "--port", "0"], { deadline: 120_000 });
    const [, port] = /port\W+(\d+)/.exec(await server.logged(/\blistening\b/)) ?? [];
    return new Stage(folder, server, Number(port));
  }

  /** Runs the commands of a block. */
  async run(commands: string): Promise<BlockEnd> {
    await using folder = await Folder.make();
    const root = folder.path;
    for (
      const name of [
        "bin",
        "etc/tipring/handlers",
        "var/log/tipring/calls",
        `${SOUNDS}/digits`,
        "work/handlers/menu",
      ]
    ) {
      await Deno.mkdir(`${root}/${name}`, { recursive: true });
    }
    for (const name of ["pin.ts", "menu.ts", "other.ts", "agent.ts"]) {
      await folder.write(`etc/tipring/${name}`, HANDLER);
      await folder.write(`work/${name}`, HANDLER);
    }
    for (const name of ["etc/tipring", "work"]) {
      await folder.write(`${name}/handlers/pin.ts`, HANDLER);
    }
    await folder.write("work/handlers/menu/main.ts", HANDLER);
    for (const name of ["vm-password", "digits/0"]) await folder.write(`${SOUNDS}/${name}.gsm`, "");
    await folder.write("work/steps.txt", STEPS);
    await Deno.copyFile(tlsFile("server.crt"), `${root}/work/server.crt`);
    await Deno.copyFile(tlsFile("server.key"), `${root}/work/server.key`);
    await Deno.copyFile(tlsFile("client_ca.crt"), `${root}/work/clients-ca.crt`);
    await folder.write("bin/tipring", TIPRING_PROGRAM, 0o755);
    await folder.write("bin/deno", DENO_PROGRAM, 0o755);
    const before = commands.includes("tipring replay")
      ? `tipring dial pin.ts --record ${root}/${RECORDING} >/dev/null\n`
      : "";
    await using shell = new Program(["-euc", before + this.#place(commands, root)], {
      command: ["sh"],
      cwd: `${root}/work`,
      env: { PATH: `${root}/bin:${Deno.env.get("PATH")}` },
      deadline: DEADLINE,
    });
    await shell.peer.end();
    const { code, stdout, stderr } = await shell.end();
    return { success: code === 0, output: stdout + stderr };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
  }

  /** The commands with the places, ports and addresses that this machine has. */
  #place(commands: string, root: string): string {
    return commands
      .replaceAll(/(?<![\w.:/-])\/(?=(etc|var|usr|srv|opt|home|tmp)\/)/g, `${root}/`)
      .replaceAll("agi://127.0.0.1/", `agi://127.0.0.1:${this.#port}/`)
      .replaceAll(/--hostname \S+/g, "--hostname 127.0.0.1")
      .replaceAll(/--audio-listen \S+/g, "--audio-listen 127.0.0.1:0")
      .replaceAll(/--audio-announce \S+/g, "--audio-announce 127.0.0.1")
      .replaceAll(/--admin \S+/g, "--admin 0")
      .replaceAll(/--workers \S+/g, "--workers 1")
      .replaceAll(/--port \d+/g, "");
  }
}
