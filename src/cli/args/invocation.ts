import type { FastAgiServerOptions } from "../../server.ts";
import type { ApplicationOutcome } from "../../testing/applications/model.ts";
import type { LogFormat, LogLevel } from "../logging.ts";

/** Subcommands that have a help text of their own. */
export type HelpTopic = "tipring" | "run" | "serve" | "dial" | "replay";

/** What the arguments of the program ask for. */
export type Invocation =
  | HelpInvocation
  | { readonly kind: "version" }
  | InvalidInvocation
  | RunInvocation
  | ServeInvocation
  | DialInvocation
  | ReplayInvocation;

/** A help text. */
export interface HelpInvocation {
  readonly kind: "help";
  readonly topic: HelpTopic;
}

/** Arguments that cannot be understood. */
export interface InvalidInvocation {
  readonly kind: "invalid";
  readonly message: string;
  readonly topic: HelpTopic;
}

/** `tipring HANDLER.ts`, in full `tipring run`. */
export interface RunInvocation {
  readonly kind: "run";
  readonly file: string;
  readonly args: readonly string[];
}

/** `tipring serve`, with its options. */
export interface ServeInvocation {
  readonly kind: "serve";
  /** The handler files, each with its pattern where one was given. */
  readonly handlers: readonly { readonly pattern: string | undefined; readonly file: string }[];
  readonly defaultFile: string | undefined;
  readonly hostname: string;
  readonly port: number;
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
  /** How long calls are accepted after the signal, in milliseconds. */
  readonly drainDelay: number;
  /** In milliseconds. */
  readonly drainTimeout: number;
  /** Who may call, as ranges of addresses; empty for all. They are not checked yet. */
  readonly allow: readonly string[];
  /** How much may be called and said, and how long; and where a call's outcome is told. */
  readonly limits: Pick<
    FastAgiServerOptions,
    | "environmentTimeout"
    | "maxCalls"
    | "maxCallsPerPeer"
    | "maxCallTime"
    | "maxEnvironmentBytes"
    | "maxEnvironmentLines"
    | "maxReplyBytes"
    | "statusVariable"
  >;
  /** The files of a certificate and its key, where TLS is spoken. */
  readonly tls?: { readonly certFile: string; readonly keyFile: string };
  /** How many processes share the calls, if it is not this one that takes them. */
  readonly workers?: number;
  /** Whether the handlers are loaded anew when their files change. */
  readonly watch?: boolean;
  /** Where an operator can see in, if so. */
  readonly admin?: { readonly hostname: string; readonly port: number };
  /** Where calls are recorded, if they are. */
  readonly record?: {
    readonly folder: string;
    readonly maskDigits: boolean;
    /** Whether single keys are kept where digits are masked. */
    readonly keepKeys: boolean;
  };
}

/** `tipring dial`, with its options. */
export interface DialInvocation {
  readonly kind: "dial";
  /** A handler file, or the address of a FastAGI server. */
  readonly target:
    | { readonly file: string }
    | { readonly hostname: string; readonly port: number; readonly script: string };
  /** The target as it was written. */
  readonly name: string;
  readonly args: readonly string[];
  /** What is pressed at the first question, at the second, and so on. */
  readonly press: readonly string[];
  /** In milliseconds. */
  readonly hangupAfter: number | undefined;
  readonly callerId: string | undefined;
  readonly callerName: string | undefined;
  readonly extension: string;
  readonly variables: Readonly<Record<string, string>>;
  /** AstDB, by `family/key`. */
  readonly database: Readonly<Record<string, string>>;
  readonly recordFile: string | undefined;
  readonly json: boolean;
  /** Whether time is virtual. */
  readonly fast: boolean;
  /** How dialplan applications end. */
  readonly applications: Readonly<Record<string, readonly ApplicationOutcome[]>>;
  /** How long the caller speaks in each recording, in milliseconds; without end by default. */
  readonly talk: number | undefined;
  /** A file of steps that the call must take. */
  readonly expectFile: string | undefined;
  /** A folder of sound files, which then are those that there are. */
  readonly soundsFolder: string | undefined;
}

/** `tipring replay`, with its options. */
export interface ReplayInvocation {
  readonly kind: "replay";
  readonly recording: string;
  readonly file: string;
  /** How long the handler may take for each command, in milliseconds. */
  readonly timeout: number;
  /** Where a test is written that is made of the recording, if so. */
  readonly testFile?: string;
}
