import { claimStdout } from "./claim_stdout.ts";
import { guardStdout } from "./guard_stdout.ts";
import { EndsDuplex } from "./ends_duplex.ts";
import type { Duplex } from "./duplex.ts";

/**
 * Returns the two streams of an AGI script. From then on, everything else that this process writes
 * to standard output goes to standard error: in script mode standard output carries the protocol,
 * and Asterisk would run a stray line as a command.
 */
export function stdioDuplex(): Duplex {
  const write = claimStdout() ?? Deno.stdout.write.bind(Deno.stdout);
  guardStdout();
  return new EndsDuplex({
    read: (target) => Deno.stdin.read(target),
    write,
    // Asterisk waits for the process to exit, which closes both.
    closeWrite: () => Promise.resolve(),
    close: () => {},
  });
}
