import { Session, type SessionOptions } from "../../src/session/session.ts";
import type { Duplex } from "../../src/transport/duplex.ts";
import { ENVIRONMENT, type Peer } from "../peer.ts";

export const DEAD = "511 Command Not Permitted on a dead channel or intercept routine\n";

/** Starts a session whose environment has come. */
export async function start(
  { duplex, peer }: { duplex: Duplex; peer: Peer },
  options: SessionOptions = {},
): Promise<{ session: Session; peer: Peer }> {
  const starting = Session.start(duplex, options);
  await peer.say(ENVIRONMENT);
  return { session: await starting, peer };
}

/** Ends both sides; the peer's first, so that nothing waits for a deadline. */
export async function end({ session, peer }: { session: Session; peer: Peer }): Promise<void> {
  await peer[Symbol.asyncDispose]();
  await session.close();
}
