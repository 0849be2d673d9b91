import { guardStdout } from "./guard_stdout.ts";
import { EndsDuplex } from "./ends_duplex.ts";
import type { Duplex } from "./duplex.ts";

/**
 * Makes the two streams of an AGI script. From then on everything else that this process writes to
 * its standard output goes to standard error, because in script mode standard output is the
 * protocol: a stray line there is a command to Asterisk.
 */
export function stdioDuplex(): Duplex {
  const write = Deno.stdout.write.bind(Deno.stdout);
  guardStdout();
  return new EndsDuplex({
    read: (target) => Deno.stdin.read(target),
    write,
    // Asterisk waits for the end of the process, which closes both.
    closeWrite: () => Promise.resolve(),
    close: () => {},
  });
}
