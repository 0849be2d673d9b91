/**
 * A telephone line for tests: Asterisk calls itself by SIP, so that keys go as RTP events or as tones.
 *
 * @module
 */
import { type Channel, serve } from "../../mod.ts";
import type { Asterisk } from "./harness/asterisk.ts";

/** How keys travel: RFC 4733 (which replaced RFC 2833), or as tones that Asterisk has to hear. */
export type KeyMode = "rfc4733" | "inband";

/** How a caller presses keys. Times are milliseconds. */
export interface SipCaller {
  readonly mode: KeyMode;
  readonly digits: string;
  readonly delayMs: number;
  readonly gapMs: number;
  readonly durationMs: number;
}

const MODULES = ("res_pjproject res_rtp_asterisk res_pjsip res_pjsip_pubsub " +
  "res_pjsip_session res_pjsip_sdp_rtp res_pjsip_endpoint_identifier_user res_pjsip_caller_id chan_pjsip")
  .split(" ");

/** Makes an Asterisk take SIP calls of itself. */
export async function startSip(asterisk: Asterisk): Promise<void> {
  const etc = `${asterisk.folder}/etc`;
  const port = freePort();
  const endpoints = ["rfc4733", "inband"].map((mode) =>
    `[${mode}]\ntype=endpoint\ntransport=udp\ncontext=test\ndisallow=all\nallow=ulaw\n` +
    `dtmf_mode=${mode}\naors=${mode}\nfrom_user=${mode}\n\n` +
    `[${mode}]\ntype=aor\ncontact=sip:127.0.0.1:${port}\n`
  );
  const transport = `[udp]\ntype=transport\nprotocol=udp\nbind=127.0.0.1:${port}\n`;
  await Deno.writeTextFile(`${etc}/pjsip.conf`, [transport, ...endpoints].join("\n"));
  await Deno.writeTextFile(`${etc}/rtp.conf`, "[general]\nrtpstart=20000\nrtpend=29999\n");
  for (const name of MODULES) {
    // In order: each module needs those before it.
    await asterisk.ami.action("ModuleLoad", { Module: `${name}.so`, LoadType: "load" });
  }
}

/**
 * Places calls by SIP, each served by the handler, and returns what the handlers returned, in the
 * order in which the calls came.
 */
export async function callBySip<T>(
  asterisk: Asterisk,
  callers: readonly SipCaller[],
  handler: (channel: Channel) => Promise<T>,
): Promise<T[]> {
  const waiting = callers.map(() => Promise.withResolvers<T>());
  let count = 0;
  await using server = serve(async (channel) => {
    const index = count++;
    try {
      waiting[index]?.resolve(await handler(channel));
    } catch (error) {
      waiting[index]?.reject(error);
    }
  }, { port: 0 });
  const agi = new TextEncoder().encode(`agi://127.0.0.1:${server.addr.port}`).toBase64();
  await asterisk.ami.action("Setvar", { Variable: "AGIARGS", Value: agi });
  await Promise.all(callers.map((caller) =>
    asterisk.ami.action("Originate", {
      Channel: `PJSIP/up@${caller.mode}`,
      Context: "caller",
      Exten: "dtmftone",
      Priority: "1",
      Async: "true",
      Variable: [
        `CALLER_DELAY=${caller.delayMs / 1000}`,
        `CALLER_DIGITS=${caller.digits}`,
        `CALLER_GAP=${caller.gapMs}`,
        `CALLER_DURATION=${caller.durationMs}`,
      ],
    })
  ));
  return await Promise.all(waiting.map(({ promise }) => promise));
}

/** A port that TCP does not use; UDP hardly does then. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
