/** The methods that need the state of the console they are called on, or print a table. */
const REST = ["count", "countReset", "dirxml", "table", "time", "timeEnd", "timeLog"] as const;

/**
 * Makes `console`, `Deno.stdout` and `process.stdout` write to standard error, for the rest of the
 * process. Child processes inherit the real one all the same, unless they are told not to.
 */
export function guardStdout(): void {
  const { console } = globalThis;
  const { error } = console;
  for (const method of ["debug", "info", "log"] as const) console[method] = error;
  console.dir = (value, options) => error(Deno.inspect(value, options));
  // There is no terminal to clear, only somebody's log.
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

/** The console of Node, which is slow to load: so only when one of these methods is called. */
function stderrConsole(): Console {
  const { process } = globalThis as unknown as {
    process: {
      stderr: unknown;
      getBuiltinModule(name: "node:console"): { Console: new (...streams: unknown[]) => Console };
    };
  };
  return new (process.getBuiltinModule("node:console").Console)(process.stderr, process.stderr);
}
