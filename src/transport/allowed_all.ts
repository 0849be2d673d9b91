let allowed: boolean | undefined;

/**
 * Whether this process may do all that `-A` allows. Without it, Deno opens none of the names of the
 * process's own streams (`/dev/stdin`, `/proc/self/fd/1`), and to ask is cheaper than the error.
 */
export function allowedAll(): boolean {
  return allowed ??= (["ffi", "read", "write"] as const).every((name) =>
    Deno.permissions.querySync({ name }).state === "granted"
  );
}
