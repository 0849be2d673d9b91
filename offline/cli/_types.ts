/** What the `boolean` option can hold: names, or all or none. */
export type BooleanType = boolean | string | undefined;
/** What the options that list names can hold. */
export type NamesType = string | undefined;
/** Flag names, each with its alias or aliases. */
export type Aliases<K = string, V extends string = string> = Partial<
  Record<Extract<K, string>, V | ReadonlyArray<V>>
>;

type Names<T> = Extract<T, string>;
type OrFalse<K, N> = K extends N ? false : never;

/** The flags: untyped if no option names a type, else typed by the options. */
export type Values<
  B extends BooleanType,
  S extends NamesType,
  C extends NamesType,
  N extends NamesType,
  D,
  A,
> = [Exclude<B, false> | S | C] extends [undefined]
  // deno-lint-ignore no-explicit-any -- the real package types an undeclared flag like this
  ? Record<string, any>
  : Record<string, unknown> & WithAliases<WithDefaults<Flags<B, S, C, N>, D>, A>;

type Flags<B, S, C, N> =
  & { [K in Exclude<Names<S>, C>]?: string | OrFalse<K, N> }
  & { [K in Extract<Names<S>, C>]: Array<string> | OrFalse<K, N> }
  & { [K in Exclude<Names<B>, C>]: boolean }
  & { [K in Extract<Names<B>, C>]: Array<boolean> }
  & { [K in Exclude<Names<C>, S | B>]: Array<unknown> | OrFalse<K, N> };

/** A flag that has a default is never missing, and can have the type of its default. */
type WithDefaults<T, D> = D extends undefined ? T
  :
    & Omit<T, keyof D>
    & { [K in keyof D]: K extends keyof T ? D[K] | NonNullable<T[K]> : unknown };

type WithAliases<T, A> = { [K in keyof T as K | AliasesOf<K, A>]: T[K] };

type AliasesOf<K, A> = K extends keyof A ? A[K] extends Array<string> ? A[K][number]
  : string extends A[K] ? never
  : Names<A[K]>
  : never;
