import { AgiHangup, AgiSigpipeHangup } from "../errors.ts";

/** The hangup that a signal tells of: its reason, if that is one. */
export function hangupOf(signal: AbortSignal | undefined): AgiHangup {
  const reason = signal?.reason;
  return reason instanceof AgiHangup
    ? reason
    : new AgiHangup("The call was ended", { cause: reason });
}

/** The hangup that the end of a connection is; `cause` is why it ended, where that is known. */
export function hangupOfEnd(cause: unknown, when: string): AgiSigpipeHangup {
  return new AgiSigpipeHangup(`The connection to Asterisk ended ${when}`, { cause });
}
