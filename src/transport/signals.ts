import { AgiSighupHangup } from "../errors.ts";

/**
 * A signal that aborts when this process receives SIGHUP, by which Asterisk tells a script that the
 * call was hung up. By default SIGHUP would end the process in the middle of its work.
 */
export function sighup(): AbortSignal {
  const controller = new AbortController();
  Deno.addSignalListener("SIGHUP", () => {
    controller.abort(new AgiSighupHangup("Asterisk sent SIGHUP: the channel hung up"));
  });
  return controller.signal;
}
