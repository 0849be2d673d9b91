/** The error that every failed assertion throws. */
export class AssertionError extends Error {
  /** Takes the message that the test report shows. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}

/** Ends a message: with the caller's own words if there are any, else with a full stop. */
export function suffix(msg?: string): string {
  return msg ? `: ${msg}` : ".";
}

/** Prints a value in full, with its keys sorted, for a message. */
export function format(value: unknown): string {
  return Deno.inspect(value, {
    depth: Infinity,
    sorted: true,
    trailingComma: true,
    compact: false,
    iterableLimit: Infinity,
    getters: true,
    strAbbreviateSize: Infinity,
  });
}
