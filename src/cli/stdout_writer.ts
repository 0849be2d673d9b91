import { guardStdout } from "../transport/guard_stdout.ts";

/** Writes lines to standard output, and keeps other code from writing to it. */
export function stdoutWriter(): (line: string) => void {
  const write = Deno.stdout.writeSync.bind(Deno.stdout);
  const encoder = new TextEncoder();
  guardStdout();
  return (line) => {
    for (let rest = encoder.encode(`${line}\n`); rest.length > 0;) {
      rest = rest.subarray(write(rest));
    }
  };
}
