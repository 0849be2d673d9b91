import { readHandlerArguments } from "../handlers/handler_arguments.ts";
import type { HandlerWord } from "../handlers/handler_words.ts";
import type { Subcommand } from "../options/subcommand.ts";
import type { OptionsOf } from "../options/table.ts";
import type { HelpInvocation, InvalidInvocation } from "../options/usage.ts";

/** The options of `tipring serve`. A new one is a row here. */
export const SERVE_OPTIONS = {
  defaultFile: {
    kind: "text",
    name: "default",
    what: "a handler file",
    placeholder: "FILE",
    help: "handler for all other paths",
  },
  configFile: {
    kind: "text",
    name: "config",
    what: "a deno.json or package.json",
    placeholder: "FILE",
    otherwise: "the nearest above each handler file",
    help: "project configuration that resolves the imports of the handlers",
  },
  hostname: {
    kind: "text",
    what: "an address of this machine",
    placeholder: "ADDRESS",
    default: "127.0.0.1",
    library: true,
    help: "address to listen on; anyone who can connect can impersonate Asterisk",
  },
  port: {
    kind: "whole",
    max: 65_535,
    default: 4573,
    library: true,
    help: "port to listen on; 0 for any free port",
  },
  certFile: {
    kind: "text",
    name: "cert",
    what: "a file with a certificate in PEM",
    placeholder: "FILE",
    requires: "keyFile",
    help: "accept TLS only, with this certificate (PEM), for use behind stunnel or a service mesh",
  },
  keyFile: {
    kind: "text",
    name: "key",
    what: "a file with a private key in PEM",
    placeholder: "FILE",
    requires: "certFile",
    help: "private key of the certificate (PEM)",
  },
  clientCaFile: {
    kind: "text",
    name: "client-ca",
    what: "a file with certificates in PEM",
    placeholder: "FILE",
    requires: "certFile",
    otherwise: "any client",
    help: "accept only clients with a certificate that one of these (PEM) signed",
  },
  allow: {
    kind: "range",
    many: true,
    otherwise: "everyone",
    help: "addresses that may connect, e.g. 10.0.0.0/8",
  },
  maxCalls: {
    kind: "whole",
    min: 1,
    max: 1_000_000,
    otherwise: "no limit",
    library: true,
    help: "calls in progress; more are refused",
  },
  maxCallsPerPeer: {
    kind: "whole",
    min: 1,
    max: 1_000_000,
    otherwise: "no limit",
    library: true,
    help: "calls in progress from one address; more are refused",
  },
  maxCallTime: {
    kind: "seconds",
    min: 0.001,
    max: 86_400,
    otherwise: "no limit",
    library: true,
    help: "time that a handler may take; then its call ends",
  },
  hangupGrace: {
    kind: "seconds",
    max: 86_400,
    otherwise: "30",
    library: true,
    help: "time that a handler may run after the hangup; then the call is abandoned",
  },
  probeInterval: {
    kind: "seconds",
    min: 1,
    max: 86_400,
    otherwise: "off",
    library: true,
    help: "how often to check that Asterisk is alive while a call sends no command",
  },
  environmentTimeout: {
    kind: "seconds",
    min: 0.001,
    max: 86_400,
    otherwise: "10",
    library: true,
    help: "time for a peer to send the AGI environment, and for a TLS handshake",
  },
  maxEnvironmentBytes: {
    kind: "whole",
    min: 1,
    max: 1_073_741_824,
    otherwise: "65536",
    library: true,
    help: "size of the AGI environment",
  },
  maxEnvironmentLines: {
    kind: "whole",
    min: 1,
    max: 1_000_000,
    otherwise: "512",
    library: true,
    help: "lines of the AGI environment",
  },
  maxReplyBytes: {
    kind: "whole",
    min: 1,
    max: 1_073_741_824,
    otherwise: "1048576",
    library: true,
    help: "size of one reply",
  },
  maxBufferedBytes: {
    kind: "whole",
    min: 1,
    max: 1_073_741_824,
    otherwise: "67108864",
    library: true,
    help: "bytes that all connections buffer together; the one that exceeds it is closed",
  },
  statusVariable: {
    kind: "variable",
    library: true,
    help: "channel variable to set after each call, to SUCCESS, HANGUP, FAILED or NOT_FOUND",
  },
  drainTimeout: {
    kind: "seconds",
    max: 86_400,
    default: 30,
    library: true,
    help: "time that calls in progress may continue during a shutdown",
  },
  drainDelay: {
    kind: "seconds",
    max: 86_400,
    default: 0,
    help: "time to keep accepting calls while /readyz returns 503, so a balancer can notice",
  },
  watchdog: {
    kind: "seconds",
    max: 86_400,
    default: 30,
    help: "kill a process whose event loop is blocked for this long; 0 for never",
  },
  logLevel: {
    kind: "choice",
    of: ["debug", "info", "warn", "error"],
    placeholder: "LEVEL",
    default: "info",
    help: "debug, info, warn or error; debug logs what callers enter",
  },
  logFormat: {
    kind: "choice",
    of: ["text", "json"],
    placeholder: "FORMAT",
    default: "text",
    help: "text or json; json includes what handlers print with console",
  },
  admin: {
    kind: "listen",
    help: "HTTP endpoint with /livez, /readyz, /metrics and /calls; on 127.0.0.1 without HOST",
  },
  console: {
    kind: "listen",
    help: "page that shows calls as they happen; its address has a secret and is logged",
  },
  consoleOrigin: {
    kind: "origin",
    requires: "console",
    help: "origin of the page behind a tunnel or a proxy, e.g. https://ivr.example.com",
  },
  consoleDigits: {
    kind: "flag",
    requires: "console",
    help: "in the console, show what callers enter",
  },
  audioListen: {
    kind: "ports",
    otherwise: "any free port of 127.0.0.1",
    help: "address for the audio of calls, e.g. 10.0.0.5:4574-4581; each process takes a port",
  },
  audioAnnounce: {
    kind: "announced",
    requires: "audioListen",
    otherwise: "that of --audio-listen",
    help: "address that Asterisk connects to for audio, if different",
  },
  record: {
    kind: "text",
    what: "a folder",
    placeholder: "DIR",
    help: "record the dialogue of each call in a file in DIR, readable only by this user",
  },
  recordAudio: {
    kind: "flag",
    requires: "record",
    help:
      "also record the audio that handlers open, in stereo WAV files; digits are not masked there",
  },
  maskDigits: {
    kind: "flag",
    requires: "record",
    help: "in recordings, replace the digits that callers enter with *",
  },
  keepKeys: {
    kind: "flag",
    requires: "maskDigits",
    help: "with --mask-digits, keep single keys, so that you can replay menus",
  },
  recordMax: {
    kind: "whole",
    min: 1,
    max: 1_000_000_000,
    placeholder: "MIB",
    requires: "record",
    otherwise: "no limit",
    help: "size of all recordings together, in MiB; over it the oldest are deleted",
  },
  recordMaxAge: {
    kind: "whole",
    min: 1,
    max: 36_500,
    placeholder: "DAYS",
    requires: "record",
    otherwise: "no limit",
    help: "delete recordings of calls that began more than DAYS days ago",
  },
  workers: {
    kind: "processes",
    min: 1,
    max: 256,
    help:
      "share the calls among N processes, or auto for one per processor; restart those that die",
  },
  watch: {
    kind: "flag",
    excludes: "workers",
    help: "reload the handlers when their files or local imports change; for development",
  },
} as const;

/** `tipring serve`, with its options. */
export interface ServeInvocation extends OptionsOf<typeof SERVE_OPTIONS> {
  readonly kind: "serve";
  readonly handlers: readonly HandlerWord[];
}

/** The help of `tipring serve`. */
export const SERVE: Subcommand = {
  summary: "serve handlers by FastAGI",
  usage: ["serve [PATTERN=]FILE|DIR... [OPTIONS]"],
  about: "Serves handlers by FastAGI, until SIGINT or SIGTERM.",
  details: `\
Each file handles the calls whose path matches its pattern: the one given here,
else the one that it exports as "route" (a string or a RegExp), else its name
(pin.ts handles agi://host/pin). A pattern has the syntax of a URLPattern
pathname, e.g. /menu/:lang, and matches the path as Asterisk sent it. The first
match wins. A path can contain caller input, so do not grant privileges by path.

In a folder, each TypeScript or JavaScript file handles the path where it is
(DIR/menu/main.ts handles agi://host/menu/main), or the "route" that it exports;
plain paths come first. Names that begin with _ or ., tests (*_test.ts), *.d.ts
and node_modules are skipped.`,
  options: SERVE_OPTIONS,
  notes: `\
On SIGTERM and SIGINT, calls in progress continue until the drain timeout; a
second signal ends them. SIGHUP reloads the handlers: new calls use the new
ones, calls in progress keep theirs. If a file fails to load, the previous
handlers stay.
With --workers, SIGHUP replaces the workers one by one: if one fails to start,
those already replaced keep the new handlers. A worker that dies restarts with
the files as they are on disk.

With --workers, limits on calls apply to each worker, not to all together.

In the dialplan:

  exten => 200,1,AGI(agi://127.0.0.1/pin?lang=en,arg)

With OTEL_DENO=true in the environment, tipring traces calls and commands with
OpenTelemetry, see docs/tracing.md. A call continues the trace of a parameter
"traceparent" of the address, or of an argument "traceparent=...".`,
};

/** Reads the arguments of `tipring serve`. */
export function readServe(
  argv: readonly string[],
): ServeInvocation | HelpInvocation | InvalidInvocation {
  return readHandlerArguments(argv, "serve", SERVE_OPTIONS);
}
