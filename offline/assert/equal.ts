/** Types whose whole value is their text: their properties do not show it. */
const TEXTUAL: readonly object[] = [RegExp.prototype, URL.prototype, URLSearchParams.prototype];
const PLAIN: readonly unknown[] = [null, Object.prototype, Array.prototype];
const TypedArray = Object.getPrototypeOf(Uint8Array) as typeof Uint8Array;

type Loose = Record<PropertyKey, unknown>;

/**
 * Tells whether two values have the same structure: same prototypes, same keys, equal values.
 *
 * `NaN` equals `NaN`, `0` equals `-0`, a key that is `undefined` is not a missing key, and an object
 * without a prototype equals a plain one. Order counts in arrays, but not in objects, sets or maps.
 */
export function equal(a: unknown, b: unknown): boolean {
  return compare(a, b, new Map());
}

/** `seen` holds the pairs under comparison, so that circular values come to an end. */
function compare(a: unknown, b: unknown, seen: Map<object, object>): boolean {
  if (a === b || Object.is(a, b)) return true;
  if (!isObject(a) || !isObject(b)) return false;
  if (a instanceof Date && b instanceof Date) {
    return Object.is(a.getTime(), b.getTime());
  }
  if (prototypeOf(a) !== prototypeOf(b)) return false;
  if (a instanceof TypedArray) return sameElements(a, b as typeof a);
  if (a instanceof WeakMap || a instanceof WeakSet) {
    throw new TypeError(`Cannot compare ${a.constructor.name} instances`);
  }
  if (a instanceof WeakRef) {
    return compare(a.deref(), (b as typeof a).deref(), seen);
  }
  if (seen.get(a) === b) return true;
  if (Object.keys(a).length !== Object.keys(b).length) return false;
  seen.set(a, b);
  if (a instanceof Map || a instanceof Set) {
    return sameEntries(a, b as typeof a, seen);
  }
  if (TEXTUAL.includes(Object.getPrototypeOf(a))) {
    return String(a) === String(b);
  }
  for (const key of new Set([...keysOf(a), ...keysOf(b)])) {
    if (key in a !== key in b || !compare((a as Loose)[key], (b as Loose)[key], seen)) return false;
  }
  return true;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function prototypeOf(value: object): unknown {
  return Object.getPrototypeOf(value) ?? Object.prototype;
}

function sameElements(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length &&
    a.every((value, index) => value === b[index] || Object.is(value, b[index]));
}

type Entries = Map<unknown, unknown> | Set<unknown>;

function sameEntries(a: Entries, b: Entries, seen: Map<object, object>): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a.entries()) {
    if (isObject(key)) {
      const found = b.entries().some(([otherKey, other]) =>
        compare(key, otherKey, seen) && compare(value, other, seen)
      );
      if (!found) return false;
    } else if (!b.has(key) || (b instanceof Map && !compare(value, b.get(key), seen))) {
      return false;
    }
  }
  return true;
}

/** The keys that count: those a plain object or array lists, or every one up the prototype chain. */
function keysOf(value: object): PropertyKey[] {
  if (PLAIN.includes(Object.getPrototypeOf(value))) {
    return Reflect.ownKeys({ ...value });
  }
  const keys: PropertyKey[] = [];
  for (let at = value; !PLAIN.includes(at); at = Object.getPrototypeOf(at)) {
    keys.push(...Reflect.ownKeys(at));
  }
  return keys;
}
