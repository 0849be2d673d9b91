/** The functions of Node that end a process. */
const NODE_EXITS = ["exit", "reallyExit", "abort"] as const;

/** The part of Node's `process` that is replaced. */
type NodeProcess = Record<typeof NODE_EXITS[number], (status?: unknown) => never>;

/**
 * Makes functions that would end this process throw instead, until the result is disposed of: a handler
 * that calls `Deno.exit()` or `process.exit()` ends its own call with an error, not those of others.
 * The first line of the error's stack is the caller's.
 */
export function guardExit(): Disposable {
  const { process } = globalThis as unknown as { process: NodeProcess };
  const stack = new DisposableStack();
  const replace = <Name extends string>(
    owner: { [Key in Name]: (status?: unknown) => never },
    name: Name,
    shown: string,
  ) => {
    const original = owner[name];
    stack.defer(() => owner[name] = original);
    owner[name] = function exit(status?: unknown): never {
      const call = `${shown}(${status === undefined ? "" : Number(status)})`;
      const error = new Error(
        `${call} failed: a handler cannot end the server (return or throw an error instead)`,
      );
      Error.captureStackTrace(error, exit);
      throw error;
    };
  };
  replace(Deno as Record<"exit", (status?: unknown) => never>, "exit", "Deno.exit");
  for (const name of NODE_EXITS) replace(process, name, `process.${name}`);
  return stack;
}
