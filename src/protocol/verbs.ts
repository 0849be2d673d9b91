/** Commands of AGI that Asterisk answers at once. */
const QUICK: readonly string[] = [
  "ANSWER",
  "ASYNCAGI BREAK",
  "CHANNEL STATUS",
  "DATABASE DEL",
  "DATABASE DELTREE",
  "DATABASE GET",
  "DATABASE PUT",
  "GET FULL VARIABLE",
  "GET VARIABLE",
  "HANGUP",
  "NOOP",
  "SEND IMAGE",
  "SEND TEXT",
  "SET AUTOHANGUP",
  "SET CALLERID",
  "SET CONTEXT",
  "SET EXTENSION",
  "SET MUSIC",
  "SET PRIORITY",
  "SET VARIABLE",
  "SPEECH ACTIVATE GRAMMAR",
  "SPEECH CREATE",
  "SPEECH DEACTIVATE GRAMMAR",
  "SPEECH DESTROY",
  "SPEECH LOAD GRAMMAR",
  "SPEECH SET",
  "SPEECH UNLOAD GRAMMAR",
  "TDD MODE",
  "VERBOSE",
];

/** Commands of AGI that play, record, wait for the caller, or run something of the dialplan. */
const SLOW: readonly string[] = [
  "CONTROL STREAM FILE",
  "EXEC",
  "GET DATA",
  "GET OPTION",
  "GOSUB",
  "RECEIVE CHAR",
  "RECEIVE TEXT",
  "RECORD FILE",
  "SAY ALPHA",
  "SAY DATE",
  "SAY DATETIME",
  "SAY DIGITS",
  "SAY NUMBER",
  "SAY PHONETIC",
  "SAY TIME",
  "SPEECH RECOGNIZE",
  "STREAM FILE",
  "WAIT FOR DIGIT",
];

/** Whether a command is answered at once, or takes as long as the caller or the dialplan makes it. */
export type Pace = "quick" | "slow" | "other";

const PACES: ReadonlyMap<string, Pace> = new Map([
  ...QUICK.map((verb) => [verb, "quick"] as const),
  ...SLOW.map((verb) => [verb, "slow"] as const),
]);

/** What a command counts as: itself, or `other` where a handler made it up. */
export function verbLabel(verb: string): string {
  return PACES.has(verb) ? verb : "other";
}

/** How long a command may take. */
export function paceOf(verb: string): Pace {
  return PACES.get(verb) ?? "other";
}
