/** Methods that keep state in their console, or print a table. */
const REST = ["count", "countReset", "dirxml", "table", "time", "timeEnd", "timeLog"] as const;

/**
 * Redirects `console`, `Deno.stdout` and `process.stdout` to standard error for the rest of the
 * process. Child processes still inherit the real standard output by default.
 */
export function guardStdout(): void {
  const { console } = globalThis;
  const { error } = console;
  for (const method of ["debug", "info", "log"] as const) console[method] = error;
  console.dir = (value, options) => error(Deno.inspect(value, options));
  // Standard error is usually a log, which must not be cleared.
  console.clear = () => {};
  let other: Console | undefined;
  for (const method of REST) {
    console[method] = (...args: unknown[]) => {
      other ??= stderrConsole();
      Reflect.apply(other[method], other, args);
    };
  }
  Object.defineProperties(Deno.stdout, {
    write: { value: Deno.stderr.write.bind(Deno.stderr) },
    writeSync: { value: Deno.stderr.writeSync.bind(Deno.stderr) },
    writable: { get: () => Deno.stderr.writable },
  });
}

/** Loads Node's console only when one of these methods is called, because that is slow. */
function stderrConsole(): Console {
  const { process } = globalThis as unknown as {
    process: {
      stderr: unknown;
      getBuiltinModule(name: "node:console"): { Console: new (...streams: unknown[]) => Console };
    };
  };
  return new (process.getBuiltinModule("node:console").Console)(process.stderr, process.stderr);
}
