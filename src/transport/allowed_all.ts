let allowed: boolean | undefined;

/**
 * Whether this process may do what `-A` allows, as far as Deno tells: it also returns `true` if the
 * permissions were granted one by one. Without `-A` Deno opens none of the names of the process's own
 * streams (`/dev/stdin`, `/proc/self/fd/1`), and asking costs less than the error.
 */
export function allowedAll(): boolean {
  return allowed ??= (["ffi", "read", "write"] as const).every((name) =>
    Deno.permissions.querySync({ name }).state === "granted"
  );
}
