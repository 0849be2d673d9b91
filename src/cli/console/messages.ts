/**
 * What the console's server and its page send each other. The page is built from the same types.
 *
 * @module
 */
import type { Outcome, RefusedEvent } from "../../events.ts";
import type { CallFields } from "./call_fields.ts";

/** What a command waits for: the caller, the dialplan, or only for Asterisk's reply. */
export type Waiting = "caller" | "dialplan" | "asterisk";

/** Where a handler failed. */
export interface Failure {
  /** The name and message of the error. */
  readonly message: string;
  /** The handler file and position, e.g. `pin.ts:12:9`; `undefined` if the stack names none. */
  readonly place: string | undefined;
  /** The source line there, as far as it can be read. */
  readonly source: string | undefined;
}

/** One thing that happened in a call, without its number and time. */
export type StepBody =
  /** The handler sent a command. `wire` is the piece of the recording where its bytes begin. */
  | {
    readonly kind: "command";
    readonly verb: string;
    readonly line: string;
    readonly waiting: Waiting;
    readonly wire: number;
  }
  /** Asterisk replied; no `status` if the command was stopped without a reply. */
  | {
    readonly kind: "reply";
    readonly verb: string;
    readonly status: number | undefined;
    readonly result: string | undefined;
    readonly text: string | undefined;
    /** In milliseconds. */
    readonly duration: number;
  }
  /** The call was hung up. */
  | { readonly kind: "hangup"; readonly reason: string }
  /** A command is probably wrong. */
  | { readonly kind: "warning"; readonly message: string }
  /** The handler wrote to the console. */
  | { readonly kind: "log"; readonly level: string; readonly message: string }
  /** The caller starts to hear a sound. */
  | {
    readonly kind: "sound";
    /** `file`, or what is said: `number`, `digits`, `date` and the like. */
    readonly sound: string;
    /** The name of the file, or the text. */
    readonly text: string;
    /** What speech synthesis says where there is no audio. */
    readonly spoken: string;
    /** The channel's language, such as `en` or `pt_BR`. */
    readonly language: string;
    /** The files whose audio the server has; none if speech synthesis says it. */
    readonly files: readonly string[];
    /** Where in the audio it begins, in milliseconds. */
    readonly offset: number;
    /** Its duration if nothing stops it, in milliseconds. */
    readonly duration: number;
  }
  /** A sound ended or was stopped. */
  | { readonly kind: "quiet" }
  /** The caller pressed a key; `heard` is false if no command listened. */
  | { readonly kind: "key"; readonly key: string; readonly heard: boolean }
  /** The caller did something else. */
  | { readonly kind: "caller"; readonly deed: "hangs up" | "falls silent" | "sends a text" }
  /** The connection between Asterisk and the handler was broken on purpose. */
  | { readonly kind: "broken" }
  /** A recording starts. */
  | { readonly kind: "recording"; readonly file: string }
  /** The caller receives a text. */
  | { readonly kind: "text"; readonly text: string }
  /** Something about the call, e.g. how Asterisk continues. */
  | { readonly kind: "note"; readonly text: string }
  /** The handler ended. */
  | {
    readonly kind: "end";
    readonly outcome: Ending;
    readonly failure: Failure | undefined;
    /** The commands that were still pending. */
    readonly pending: readonly string[];
  };

/**
 * How a call ended: `lost` was in progress at a worker that died, `no answer` is a call of the
 * softphone that no server took.
 */
export type Ending = Outcome | "lost" | "no answer";

/** The step with which a call ends. */
export type EndStep = Extract<StepBody, { readonly kind: "end" }>;

/** One thing that happened in a call. */
export type Step = StepBody & {
  /** Its number in the call, from 0. */
  readonly n: number;
  /** When it happened, in milliseconds since the call began. */
  readonly at: number;
};

/** The step with which a sound begins. */
export type SoundStep = Extract<StepBody, { readonly kind: "sound" }>;

/** A call in a list. */
export interface CallSummary extends CallFields {
  /** Its number in the console. */
  readonly id: number;
  /** The worker that takes it; `undefined` without workers. */
  readonly worker: number | undefined;
  /** Its number in the log of its process; `undefined` for a call to another server. */
  readonly logId: number | undefined;
  /** When it began, in milliseconds since 1970. */
  readonly since: number;
  /** Whether the softphone placed it. */
  readonly phone: boolean;
  /** Whether it was hung up. */
  readonly hungUp: boolean;
  /** The verb of the last command; `""` before the first. */
  readonly verb: string;
  /** What it waits for now. */
  readonly waiting: Waiting | "handler";
  /** Since when it waits for that, in milliseconds since the call began. */
  readonly waitingSince: number;
  /** How many steps it has. */
  readonly steps: number;
  /** How it ended; `undefined` while it is in progress. */
  readonly end: { readonly outcome: Ending; readonly duration: number } | undefined;
}

/** Calls of one route. */
export interface RouteCounts {
  readonly route: string;
  readonly inProgress: number;
  readonly outcomes: Readonly<Partial<Record<Ending, number>>>;
}

/** The last reload of the handlers. */
export interface ReloadInfo {
  /** When, in milliseconds since 1970. */
  readonly at: number;
  /** Why it failed; `undefined` if it succeeded. */
  readonly error: string | undefined;
  /** How many reloads there were. */
  readonly times: number;
}

/** The durations of commands that Asterisk answers at once, of the last minute, in milliseconds. */
export interface Latency {
  readonly count: number;
  readonly median: number;
  /** 95 of 100 took at most this long. */
  readonly p95: number;
  readonly max: number;
}

/** The server at a glance. */
export interface Overview {
  /** Whether it has a softphone. */
  readonly phone: boolean;
  /** Whether digits are masked. */
  readonly masked: boolean;
  /** Where it listens for calls; `""` before it does. */
  readonly address: string;
  /** The version of the program. */
  readonly version: string;
  /** When it started, in milliseconds since 1970. */
  readonly since: number;
  /** The server's clock, in milliseconds since 1970: that of the browser may differ. */
  readonly now: number;
  readonly inProgress: number;
  /** Calls in progress that are counted but not shown, because there are too many. */
  readonly notShown: number;
  readonly ended: number;
  readonly routes: readonly RouteCounts[];
  readonly latency: Latency;
  readonly refused: Readonly<Partial<Record<RefusedEvent["reason"], number>>>;
  /** Connections that ended before they became calls. */
  readonly rejected: number;
  readonly acceptErrors: number;
  /** Steps that workers dropped because the supervisor received too slowly. */
  readonly missing: number;
  /** The worker processes; `undefined` without workers. */
  readonly workers: WorkersInfo | undefined;
  readonly reload: ReloadInfo | undefined;
  /** Whether the server accepts no more calls. */
  readonly draining: boolean;
  /** The handlers, for the softphone. */
  readonly handlers: readonly HandlerInfo[];
}

/** The worker processes of a server. */
export interface WorkersInfo {
  /** How many died and were replaced. */
  readonly restarts: number;
  /** Those that run, oldest first. */
  readonly running: readonly WorkerInfo[];
}

/** A worker process. */
export interface WorkerInfo {
  readonly number: number;
  /** `draining` is one that finishes its calls, and accepts no more. */
  readonly state: "starting" | "accepting" | "draining";
  /** Its calls in progress. */
  readonly inProgress: number;
}

/** A handler that can be called. */
export interface HandlerInfo {
  /** The pattern of the paths that it is for. */
  readonly route: string;
  /** The name of its file. */
  readonly file: string;
}

/** Steps of a call that the page watches. */
export interface CallSteps {
  readonly id: number;
  /** The caller's clock now: milliseconds since the call began. */
  readonly now: number;
  /** The first steps, up to this number, were dropped. */
  readonly dropped: number;
  /** New steps, in order. */
  readonly steps: readonly Step[];
}

/** What the server sends a page when something changed: only what changed since the last one. */
export interface Update {
  readonly overview?: Overview;
  /** Calls that are new or have changed. */
  readonly calls?: readonly CallSummary[];
  /** Calls that were dropped. */
  readonly gone?: readonly number[];
  readonly steps?: readonly CallSteps[];
}

/** A call for the softphone to place. */
export interface DialRequest {
  /** A path of this server, or an address such as `agi://host/path`. */
  readonly target: string;
  readonly callerId: string;
  readonly callerName: string;
  readonly extension: string;
  /** The channel's language, such as `en` or `pt_BR`. */
  readonly language: string;
  readonly args: readonly string[];
  /** `NAME=VALUE` each. */
  readonly variables: readonly string[];
  /** Entries of AstDB that are set first, `FAMILY/KEY=VALUE` each. */
  readonly database: readonly string[];
  /** Ends of applications, `Dial=BUSY:5s` each. */
  readonly applications: readonly string[];
}

/** What the caller of a softphone's call does. */
export type PhoneDeed =
  | { readonly deed: "press"; readonly key: string }
  | { readonly deed: "text"; readonly text: string }
  | { readonly deed: "silence" }
  | { readonly deed: "hangup" }
  | { readonly deed: "break" };

/** The answer to a deed: whether a command listened. */
export interface DeedAnswer {
  readonly heard: boolean;
}

/** The answer to {@linkcode DialRequest}. */
export interface DialAnswer {
  readonly id: number;
}

/** What the page needs before its first update. */
export interface PageSettings {
  /** What the form of the softphone begins with. */
  readonly dial: DialRequest;
  /** The documentation of AGI commands, by verb. */
  readonly docs?: Readonly<Record<string, CommandDoc>>;
}

/** The documentation of an AGI command. */
export interface CommandDoc {
  /** The method of `Channel`. */
  readonly method: string;
  readonly text: string;
}
