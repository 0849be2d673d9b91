/** AGI commands that Asterisk answers at once. */
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

/** AGI commands that play, record, wait for the caller, or run dialplan. */
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

/**
 * Whether Asterisk answers a command at once, or the caller or the dialplan decides how long it
 * takes.
 */
export type CommandPace = "quick" | "slow" | "other";

const PACES: ReadonlyMap<string, CommandPace> = new Map([
  ...QUICK.map((verb) => [verb, "quick"] as const),
  ...SLOW.map((verb) => [verb, "slow"] as const),
]);

/**
 * The label of a command in metrics and traces: its verb, or `other` if it is not an AGI command.
 */
export function verbLabel(verb: string): string {
  return PACES.has(verb) ? verb : "other";
}

/** Returns how long a command can take. */
export function paceOf(verb: string): CommandPace {
  return PACES.get(verb) ?? "other";
}
