import { KINDS, type Range, type Values } from "./kinds.ts";

/** One option: a row in the table of its subcommand. Parser, types and help derive from it. */
export interface Row extends Range {
  /** What the value is. A `flag` has none. */
  readonly kind: keyof Values | "flag";
  /** What the option is for, as the help says it. */
  readonly help: string;
  /** What is typed after `--`, if it is not the key in kebab-case. */
  readonly name?: string;
  /** Stands for the value in the help, if the kind's own placeholder says too little. */
  readonly placeholder?: string;
  /** The value if none is given, as it would be typed. */
  readonly default?: string | number;
  /** What holds if none is given and there is no `default`: for the help only. */
  readonly otherwise?: string;
  /** Whether it may be given more than once; the values are an array. */
  readonly many?: true;
  /** The key of the row that must be given as well. */
  readonly requires?: string;
  /** The key of the row that must not be given as well. */
  readonly excludes?: string;
  /** Whether the library has an option of this key, which gets the value. */
  readonly library?: true;
}

/** The options of a subcommand, by the names that they have in the program. */
export type OptionTable = Readonly<Record<string, Row>>;

type ValueOf<R> = R extends { readonly kind: "flag" } ? boolean
  : R extends { readonly kind: "choice"; readonly of: readonly (infer Word)[] } ? Word
  : R extends { readonly kind: infer K extends keyof Values } ? Values[K]
  : never;

type Given<R> = R extends { readonly many: true } ? readonly ValueOf<R>[] : ValueOf<R>;

type AlwaysThere =
  | { readonly default: string | number }
  | { readonly many: true }
  | { readonly kind: "flag" };

/** The options of a table as they were given: those without a default may be absent. */
export type OptionsOf<T extends OptionTable> =
  & { readonly [Key in keyof T as T[Key] extends AlwaysThere ? Key : never]: Given<T[Key]> }
  & { readonly [Key in keyof T as T[Key] extends AlwaysThere ? never : Key]?: Given<T[Key]> };

/** The keys of the options that go to the library. */
export type LibraryKey<T extends OptionTable> = {
  [Key in keyof T]: T[Key] extends { readonly library: true } ? Key : never;
}[keyof T];

/** The options that go to the library, of those that were given. */
export function libraryOptions<T extends OptionTable>(
  table: T,
  options: OptionsOf<T>,
): Pick<OptionsOf<T>, LibraryKey<T> & keyof OptionsOf<T>> {
  const picked = Object.entries(options).filter(([key]) => table[key]?.library === true);
  return Object.fromEntries(picked) as ReturnType<typeof libraryOptions<T>>;
}

/** How an option is typed: `maxCalls` is `max-calls`. */
export function nameOf(key: string, row: Row): string {
  return row.name ?? key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** An option with its placeholder: `--max-calls N`. */
export function usageOf(key: string, row: Row): string {
  const flag = `--${nameOf(key, row)}`;
  return row.kind === "flag" ? flag : `${flag} ${row.placeholder ?? KINDS[row.kind].placeholder}`;
}
