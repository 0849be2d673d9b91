/**
 * Returns a value that {@linkcode remember} kept. It is of this tab, and of this run of the server:
 * the next one has another token in its address.
 */
export function recall<T>(name: string, fallback: T): T {
  try {
    const text = sessionStorage.getItem(keyOf(name));
    return text === null ? fallback : JSON.parse(text);
  } catch {
    return fallback;
  }
}

/** Keeps a value over reloads of the page. */
export function remember(name: string, value: unknown): void {
  try {
    sessionStorage.setItem(keyOf(name), JSON.stringify(value));
  } catch {
    // The browser keeps nothing: the page works without.
  }
}

function keyOf(name: string): string {
  return `${location.pathname}${name}`;
}
