import type { ScriptAudio } from "../audio/script_audio.ts";
import { describeError, withoutStack } from "../logging/describe_error.ts";
import { NetworkRequest } from "./request.ts";
import { pendingMessage, runCall } from "./run_call.ts";
import { verbose } from "../commands/console.ts";
import { getVariable } from "../commands/variable.ts";
import { AgiHangup, AgiProtocolError, AgiTimeoutError } from "../errors.ts";
import type { Observer, SessionEvent } from "../events.ts";
import { CONTROLS, escapeControls } from "../protocol/text.ts";
import type { AgiRequest, Handler } from "./router.ts";
import { ScriptLog, type ScriptLogOptions } from "./script_log.ts";
import { Session, type SessionOptions } from "../session/session.ts";
import { sighup } from "../transport/signals.ts";
import { stdioDuplex } from "../transport/stdio.ts";
import { within } from "../transport/within.ts";

/** Options of {@linkcode runScript}. */
export interface ScriptOptions
  extends Omit<SessionOptions, "hangup" | "closeTimeout" | "onEvent" | "shared">, ScriptLogOptions {
  /**
   * How long to wait for the environment, in milliseconds. The default is `Infinity`, because
   * Asterisk sends it as soon as it starts the script.
   */
  environmentTimeout?: number;
  /**
   * How long the handler can run after the hangup, in milliseconds, or `Infinity`. After that the
   * process exits with status 1, because Asterisk holds the channel until it exits. The default is
   * 30,000.
   */
  hangupGrace?: number;
  /** The value of `request.script`. The default is the path of the main module. */
  script?: string;
  /** The value of `request.args`. The default is `Deno.args`. */
  args?: readonly string[];
}

/** How long writing a failure to standard error can take, in milliseconds. */
const STDERR_TIMEOUT = 1000;

/** How long writing a failure to Asterisk's console can take, in milliseconds. */
const VERBOSE_TIMEOUT = 1000;

/** Maximum length of a message on Asterisk's console; standard error has all of it. */
const VERBOSE_LENGTH = 400;

/** Helps people who type what Asterisk would send, with other spaces or line ends. */
const BY_HAND = "standard input is not Asterisk (to try a handler by hand: tipring dial FILE)";

const INCOMPLETE =
  "standard input ended before the AGI environment (to try a handler by hand: tipring dial FILE)";

/** Who wrote stray output, and how to see it. */
const WROTE_IT = "something else wrote to standard output (agi set debug on shows the line)";

/**
 * Runs a handler as an AGI script, which talks to Asterisk on standard input and output and gets
 * SIGHUP on hangup. Exits the process: with status 0 if the handler returns or throws an
 * `AgiHangup`, otherwise with status 1 and a message on standard error and on Asterisk's console.
 *
 * Everything the handler prints goes to standard error, because standard output carries the
 * protocol.
 *
 * @example A file that the dialplan runs with `AGI(hello.ts)`
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
 * Loads and runs a handler, and returns the exit status of the process. It reports errors in the
 * handler file like any other failure.
 */
export async function runLoadedScript(
  load: () => Promise<Handler>,
  options: ScriptOptions = {},
): Promise<number> {
  const { hangupGrace = 30_000 } = options;
  const duplex = stdioDuplex();
  const starting = Session.start(duplex, {
    environmentTimeout: Infinity,
    ...options,
    hangup: sighup(),
    closeTimeout: 0,
    shared: true,
    events: options.onEvent === undefined ? "calls" : options.events ?? "all",
    onEvent: reportStrayOutput(options.onEvent),
  });
  const loading = load();
  // Both are awaited below. A rejection of one must not be unhandled while the other is awaited.
  loading.catch(() => {});
  let session: Session;
  try {
    session = await starting;
  } catch (error) {
    // Without a call, e.g. in a shell, still report a file that cannot be loaded.
    if (error instanceof AgiHangup) {
      const status = await within(loading.then(() => 0, fail), hangupGrace) ??
        await fail(unloadedError(options.script, hangupGrace));
      await warn(INCOMPLETE);
      return status;
    }
    const status = await fail(error);
    if (error instanceof AgiProtocolError) await warn(BY_HAND);
    return status;
  }
  let loaded = false;
  // Loading is part of the call: one that does not end is given up after the hangup as well.
  const handler: Handler = async (channel, request) => {
    const handler = await loading;
    loaded = true;
    await handler(channel, request);
  };
  let status = 0;
  const { environment } = session;
  // inetd, or systemd with Accept=yes, gives a FastAGI connection to a program of its own.
  const isNetwork = environment.get("agi_network") === "yes";
  using audio = environment.enhanced && !isNetwork ? await scriptAudio(session) : undefined;
  const request = isNetwork ? new NetworkRequest(environment) : requestFor(options, audio);
  const log = new ScriptLog(session, options);
  await runCall(session, log.finish(handler), request, {
    hangupGrace,
    logged: log,
    async onEnd({ outcome, error, pending }) {
      if (pending !== undefined) await warn(pendingMessage(pending));
      if (outcome === "failed") status = await fail(error, session);
      if (outcome === "abandoned") {
        status = await fail(loaded ? error : unloadedError(options.script, hangupGrace), session);
      }
      if (error instanceof AgiProtocolError) await warn(BY_HAND);
    },
  });
  return status;
}

/** Begins the audio of a call that `EAGI()` runs. It ends with the call. */
async function scriptAudio(session: Session): Promise<ScriptAudio & Disposable> {
  // Not imported above: other scripts need not load it.
  const { beginScriptAudio } = await import("../audio/descriptor_audio.ts");
  const readFormat = () => session.execute(getVariable("EAGI_AUDIO_FORMAT"));
  const audio = beginScriptAudio({ readFormat });
  session.signal.addEventListener("abort", () => audio.end());
  return audio;
}

function requestFor({ script, args }: ScriptOptions, audio: ScriptAudio | undefined): AgiRequest {
  return {
    ...audio !== undefined && { audio },
    script: script ?? mainPath(),
    args: args ?? Deno.args,
    query: new URLSearchParams(),
    match: null,
  };
}

/** The error for a handler file that was still loading at the end of the time after the hangup. */
function unloadedError(script: string | undefined, hangupGrace: number): Error {
  return withoutStack(
    new AgiTimeoutError(
      `Cannot load ${script ?? mainPath()}: still loading ${hangupGrace} ms after the hangup ` +
        "(does an await outside the handler never end?)",
    ),
  );
}

function mainPath(): string {
  const { protocol, pathname } = new URL(Deno.mainModule);
  return protocol === "file:" ? decodeURIComponent(pathname) : pathname;
}

/** Reports stray output on standard error, once, and gives every event to an observer. */
function reportStrayOutput(
  observer: Observer<SessionEvent> | undefined,
): Observer<SessionEvent> {
  let reported = false;
  return (event) => {
    if (event.type === "stray-output" && !reported) {
      reported = true;
      void warn(`stray output: Asterisk answered ${event.status} to a line that ${WROTE_IT}`);
    }
    observer?.(event);
  };
}

/** Writes to standard error, which may be closed. */
async function warn(message: string): Promise<void> {
  const bytes = new TextEncoder().encode(`tipring: ${message}\n`);
  // A blocked standard error must not hold the channel: Asterisk waits for this process to exit.
  await within(Deno.stderr.write(bytes).catch(() => {}), STDERR_TIMEOUT);
}

/** Reports a failure on standard error and, while the channel is alive, on Asterisk's console. */
async function fail(error: unknown, session?: Session): Promise<number> {
  await warn(escapeControls(describeError(error)));
  if (session !== undefined && !session.hungUp) {
    const what = error instanceof Error ? `${error}` : Deno.inspect(error);
    const message = `tipring: ${what}`.slice(0, VERBOSE_LENGTH)
      .replaceAll(new RegExp(`[${CONTROLS}]+`, "g"), " ");
    await session.execute(verbose(message), { timeout: VERBOSE_TIMEOUT }).catch(() => {});
  }
  return 1;
}
