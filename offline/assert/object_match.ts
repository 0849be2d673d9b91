import { assertEquals } from "./equality.ts";

type Loose = Record<PropertyKey, unknown>;

/**
 * Fails unless `actual` has everything that `expected` has, at every depth.
 *
 * Classes do not count, and an array may be longer than the expected one.
 */
export function assertObjectMatch(
  // deno-lint-ignore no-explicit-any -- an interface is not assignable to a record of unknown
  actual: Record<PropertyKey, any>,
  expected: Record<PropertyKey, unknown>,
  msg?: string,
): void {
  // Both sides go through the same filter, which turns every object into a plain one.
  assertEquals(common(actual, expected), common(expected, expected), msg);
}

/** What `actual` has of the keys and elements in `expected`. */
function common(actual: Loose, expected: Loose): unknown {
  const seen = new Map<object, object>();
  return fields(actual, expected);

  function pick(value: unknown, wanted: unknown): unknown {
    if (!isObject(value) || !isObject(wanted) || value instanceof RegExp) return value;
    if (Array.isArray(value) && Array.isArray(wanted)) {
      if (seen.get(value) === wanted) return value;
      seen.set(value, wanted);
      return Array.from(value.slice(0, wanted.length), (item, index) => pick(item, wanted[index]));
    }
    if (value instanceof Map && wanted instanceof Map) {
      const kept = [...value].filter(([key]) => wanted.has(key));
      return new Map(kept.map(([key, item]) => [key, fromMap(item, wanted.get(key))]));
    }
    if (value instanceof Set && wanted instanceof Set) return value.intersection(wanted);
    return fields(value, wanted);
  }

  /** As in the real package, a value in a map is compared by its own fields, whatever its class. */
  function fromMap(value: unknown, wanted: unknown): unknown {
    return isObject(value) && isObject(wanted) ? fields(value, wanted) : value;
  }

  function fields(value: Loose, wanted: Loose): Loose {
    if (seen.get(value) === wanted) return value;
    seen.set(value, wanted);
    const keys = Reflect.ownKeys(value).filter((key) => Object.hasOwn(wanted, key));
    return Object.fromEntries(keys.map((key) => [key, pick(value[key], wanted[key])]));
  }
}

function isObject(value: unknown): value is Loose {
  return typeof value === "object" && value !== null;
}
