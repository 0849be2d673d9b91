/**
 * Stands for a value whose getter, or whose conversion to text, threw. What it threw can be anything,
 * also a value that has no text itself.
 */
export function unshowable(what: "read" | "shown", error: unknown): string {
  try {
    return `(cannot be ${what}: ${String(error)})`;
  } catch {
    return `(cannot be ${what})`;
  }
}
