import { join } from "node:path";

/** A FastAGI server that is measured: it serves the scripts `short`, `long` and `idle`. */
export interface Peer {
  readonly name: string;
  /** The command that starts it at a port of 127.0.0.1. */
  command(port: number): readonly [program: string, ...args: string[]];
}

const ROOT = join(import.meta.dirname ?? ".", "../..");
const DENO = [Deno.execPath(), "run", "-A"] as const;
const HANDLERS = ["short", "long", "idle"].map((name) =>
  `/${name}=${ROOT}/bench/peers/handlers/${name}.ts`
);

/** A program that takes the port as its only argument. */
export function programPeer(name: string, program: string): Peer {
  return { name, command: (port) => [program, `${port}`] };
}

/** The raw socket in TypeScript: what Deno itself costs. */
export const RAW_SOCKET: Peer = {
  name: "raw socket",
  command: (port) => [...DENO, `${ROOT}/bench/baseline.ts`, `${port}`],
};

/** `tipring serve` from the sources in a checkout, this one by default. */
export function tipringPeer(
  name: string,
  options: readonly string[] = [],
  checkout: string = ROOT,
): Peer {
  const serve = [`${checkout}/cli.ts`, "serve", "--log-level", "error"];
  return {
    name,
    command: (port) => [...DENO, ...serve, "--port", `${port}`, ...options, ...HANDLERS],
  };
}
