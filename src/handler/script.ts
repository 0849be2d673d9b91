import { describeError } from "./describe_error.ts";
import { NetworkRequest } from "./request.ts";
import { pendingMessage, runCall } from "./run_call.ts";
import { verbose } from "../commands/console.ts";
import { AgiHangup, AgiProtocolError } from "../errors.ts";
import type { Observer, SessionEvent } from "../events.ts";
import { escapeControls } from "../protocol/text.ts";
import type { AgiRequest, Handler } from "./router.ts";
import { Session, type SessionOptions } from "../session/session.ts";
import { sighup } from "../transport/signals.ts";
import { stdioDuplex } from "../transport/stdio.ts";
import { within } from "../transport/within.ts";

/** Options of {@linkcode runScript}. */
export interface ScriptOptions extends Omit<SessionOptions, "hangup" | "closeTimeout" | "onEvent"> {
  /**
   * The most milliseconds until the environment has come. The default is `Infinity`: Asterisk, which
   * started the script, gives it at once.
   */
  environmentTimeout?: number;
  /**
   * How many milliseconds the handler may go on after the hangup, or `Infinity`. Asterisk holds the
   * channel until the process has ended, so it ends then, with status 1. The default is 30,000.
   */
  hangupGrace?: number;
  /** What becomes `request.script`. The default is the path of the main module. */
  script?: string;
  /** What becomes `request.args`. The default is `Deno.args`. */
  args?: readonly string[];
  /** Watches the conversation. */
  onEvent?: Observer<SessionEvent>;
}

/** How long a failure may take to be written to standard error, in milliseconds. */
const STDERR_TIMEOUT = 1000;

/** How long a failure may take to be told on Asterisk's console, in milliseconds. */
const VERBOSE_TIMEOUT = 1000;

/** The most characters of a message that are told there; the whole is on standard error. */
const VERBOSE_LENGTH = 400;

/** Helps people who type what Asterisk would send, with other spaces or line ends. */
const BY_HAND = "standard input is not Asterisk (to try a handler by hand: tipring dial FILE)";

/**
 * Runs a handler as an AGI script: Asterisk speaks on standard input and output, and sends SIGHUP
 * when the call is hung up. Ends the process, with status 0 when the handler returns or ends by an
 * `AgiHangup`, else with status 1 and a message on standard error and on Asterisk's console.
 *
 * Whatever the handler prints goes to standard error: standard output is the protocol.
 *
 * @example A file that the dialplan runs by `AGI(hello.ts)`
 * ```ts
 * #!/usr/bin/env -S deno run -A
 * import { type Handler, runScript } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await channel.answer();
 *   await channel.streamFile("hello-world");
 * };
 *
 * if (import.meta.main) await runScript(handler);
 * ```
 */
export async function runScript(handler: Handler, options: ScriptOptions = {}): Promise<never> {
  Deno.exit(await runLoadedScript(() => Promise.resolve(handler), options));
}

/**
 * Runs a handler that is still to be loaded, and returns the exit status of the process. What is
 * wrong with the handler file is told where any other failure is.
 */
export async function runLoadedScript(
  load: () => Promise<Handler>,
  options: ScriptOptions = {},
): Promise<number> {
  const duplex = stdioDuplex();
  const starting = Session.start(duplex, {
    environmentTimeout: Infinity,
    ...options,
    hangup: sighup(),
    closeTimeout: 0,
  });
  const loading = load();
  // Both are awaited below; an error of one must not end the process while the other is awaited.
  loading.catch(() => {});
  let session: Session;
  try {
    session = await starting;
  } catch (error) {
    // A file that cannot be loaded is told of also where nobody calls: from a shell.
    if (error instanceof AgiHangup) return await loading.then(() => 0, fail);
    const status = await fail(error);
    if (error instanceof AgiProtocolError) await warn(BY_HAND);
    return status;
  }
  let handler: Handler;
  try {
    handler = await loading;
  } catch (error) {
    return await fail(error, session);
  }
  const { hangupGrace = 30_000 } = options;
  let status = 0;
  const { environment } = session;
  // inetd, or systemd with Accept=yes, gives a FastAGI connection to a program of its own.
  const isNetwork = environment.get("agi_network") === "yes";
  const request = isNetwork ? new NetworkRequest(environment) : requestFor(options);
  await runCall(session, handler, request, {
    hangupGrace,
    async onEnd({ outcome, error, pending }) {
      if (pending !== undefined) await warn(pendingMessage(pending));
      if (outcome === "failed" || outcome === "abandoned") status = await fail(error, session);
    },
  });
  return status;
}

function requestFor({ script, args }: ScriptOptions): AgiRequest {
  return {
    script: script ?? mainPath(),
    args: args ?? Deno.args,
    query: new URLSearchParams(),
    match: null,
  };
}

function mainPath(): string {
  const { protocol, pathname } = new URL(Deno.mainModule);
  return protocol === "file:" ? decodeURIComponent(pathname) : pathname;
}

/** Writes to standard error, which may have no reader. */
async function warn(message: string): Promise<void> {
  const bytes = new TextEncoder().encode(`tipring: ${message}\n`);
  // Asterisk waits for this process.
  await within(Deno.stderr.write(bytes).catch(() => {}), STDERR_TIMEOUT);
}

/** Reports a failure on standard error and, while the channel lives, on Asterisk's console. */
async function fail(error: unknown, session?: Session): Promise<number> {
  await warn(escapeControls(describeError(error)));
  if (session !== undefined && !session.hungUp) {
    const what = error instanceof Error ? `${error}` : Deno.inspect(error);
    const message = `tipring: ${what}`.replaceAll(/\p{Cc}+/gu, " ").slice(0, VERBOSE_LENGTH);
    await session.execute(verbose(message), { timeout: VERBOSE_TIMEOUT }).catch(() => {});
  }
  return 1;
}
