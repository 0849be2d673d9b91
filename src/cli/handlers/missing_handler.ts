/** The errors of {@linkcode missingHandler}. */
const MISSING = new WeakSet<Error>();

/** Makes the error for a handler file that does not exist. */
export function missingHandler(file: string): Error {
  const error = new Error(`Cannot load ${file}: there is no such file`);
  MISSING.add(error);
  return error;
}

/** Whether the handler file itself does not exist; a file that it imports is another matter. */
export function isMissingHandler(error: unknown): boolean {
  return error instanceof Error && MISSING.has(error);
}
