/** The subcommands, in the order in which the help lists them. */
export const SUBCOMMAND_NAMES = [
  "run",
  "serve",
  "dev",
  "dial",
  "replay",
  "check",
  "routes",
  "init",
  "completions",
] as const;

/** The name of a subcommand. */
export type SubcommandName = typeof SUBCOMMAND_NAMES[number];

/** What has a help text of its own: the program, and each subcommand. */
export type HelpTopic = "tipring" | SubcommandName;

/** A request for a help text. */
export interface HelpInvocation {
  readonly kind: "help";
  readonly topic: HelpTopic;
}

/** Arguments that make no sense. */
export interface InvalidInvocation {
  readonly kind: "invalid";
  readonly message: string;
  /** Whose help shows what would be right. */
  readonly topic: HelpTopic;
}

/** Reports arguments that make no sense. */
export function invalid(topic: HelpTopic, message: string): InvalidInvocation {
  return { kind: "invalid", message, topic };
}
