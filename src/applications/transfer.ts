import { checkText } from "./_check.ts";
import {
  type ApplicationChannel,
  type ApplicationResult,
  readStatus,
  runApplication,
} from "./_run.ts";

/** `TRANSFERSTATUS`: `UNSUPPORTED` if the channel, e.g. a Local one, cannot be transferred. */
export type TransferStatus = "SUCCESS" | "FAILURE" | "UNSUPPORTED";

const STATUSES: readonly TransferStatus[] = ["SUCCESS", "FAILURE", "UNSUPPORTED"];

/** How a {@linkcode transfer} ended. */
export interface TransferResult extends ApplicationResult {
  /** How it ended. */
  readonly status: TransferStatus;
  /** The status of the protocol, e.g. 404 of SIP; 0 for no error. */
  readonly protocolStatus: number;
}

/**
 * Asks the caller's telephone or provider to call another destination itself: by a SIP 302 before
 * the answer, by a REFER after it. On success the call leaves this Asterisk.
 *
 * Runs `Transfer(destination)`, and reads `TRANSFERSTATUS` and `TRANSFERSTATUSPROTOCOL`.
 *
 * Anyone who can choose the destination can call anywhere: never take it from a caller unchecked.
 *
 * @param destination A number or address, with or without technology: `sip:100@example.com`,
 * `PJSIP/100`.
 * @throws {TypeError} If the destination is empty. Nothing is sent then.
 * @throws {AgiHangup} If the call has already ended.
 *
 * @example
 * ```ts
 * import { transfer } from "@tipring/agi/applications";
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const { status } = await transfer(channel, "PJSIP/sip:100@example.com");
 *   if (status !== "SUCCESS") await channel.streamFile("vm-sorry");
 * };
 * ```
 */
export async function transfer(
  channel: ApplicationChannel,
  destination: string,
): Promise<TransferResult> {
  const { values, hungUp } = await runApplication(channel, {
    application: "Transfer",
    args: [checkText("transfer() destination", destination)],
    variables: ["TRANSFERSTATUS", "TRANSFERSTATUSPROTOCOL"],
  });
  return {
    status: readStatus("Transfer", values.TRANSFERSTATUS, STATUSES),
    protocolStatus: Number(values.TRANSFERSTATUSPROTOCOL) || 0,
    hungUp,
  };
}
