import { AgiSighupHangup } from "../errors.ts";

/**
 * Returns a signal that aborts when this process receives SIGHUP, which Asterisk sends to a script
 * on hangup. By default SIGHUP would kill the process before it could clean up.
 */
export function sighup(): AbortSignal {
  const controller = new AbortController();
  Deno.addSignalListener("SIGHUP", () => {
    controller.abort(new AgiSighupHangup("Channel was hung up (SIGHUP)"));
  });
  return controller.signal;
}
