/**
 * A call that ends the process of its handler, as a crash of a native library does.
 *
 * @module
 */
export const route = "/poison";

export default (): void => Deno.kill(Deno.pid, "SIGKILL");
