/**
 * The values that a test can choose for the result variable of each simulated application. The
 * command line loads them at every start, so this file imports nothing.
 */
export const STATUSES = {
  AMD: ["HANGUP", "HUMAN", "MACHINE", "NOTSURE"],
  Bridge: ["FAILURE", "LOOP", "NONEXISTENT", "SUCCESS"],
  ConfBridge: ["DTMF", "ENDMARKED", "FAILED", "HANGUP", "KICKED", "TIMEOUT"],
  Dial: [
    "ANSWER",
    "BUSY",
    "CANCEL",
    "CHANUNAVAIL",
    "CONGESTION",
    "DONTCALL",
    "INVALIDARGS",
    "NOANSWER",
    "TORTURE",
  ],
  Originate: ["BUSY", "CONGESTION", "FAILED", "HANGUP", "RINGING", "SUCCESS", "UNKNOWN"],
  Page: [],
  Queue: [
    "CONTINUE",
    "FULL",
    "JOINEMPTY",
    "JOINUNAVAIL",
    "LEAVEEMPTY",
    "LEAVEUNAVAIL",
    "TIMEOUT",
    "UNKNOWN",
    "WITHDRAW",
  ],
  Transfer: ["FAILURE", "SUCCESS", "UNSUPPORTED"],
  VoiceMail: ["FAILED", "SUCCESS", "USEREXIT"],
} as const;
