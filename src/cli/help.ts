import type { HelpTopic } from "./args.ts";

const HELP: Readonly<Record<HelpTopic, string>> = {
  tipring: `tipring runs Asterisk call control written in TypeScript.

Usage:
  tipring HANDLER.ts [ARG...]       run a handler as an AGI script
  tipring run HANDLER.ts [ARG...]   the same in full
  tipring serve [PATTERN=]FILE...   serve handlers by FastAGI
  tipring dial TARGET [ARG...]      call a handler, or a FastAGI server, by hand
  tipring replay RECORDING FILE     run a handler against a recorded call

Options:
  -h, --help      this text; "tipring serve --help" for a subcommand's
  -V, --version   the version

A handler file exports a function:

  import type { Handler } from "@tipring/agi";

  const handler: Handler = async (channel, request) => {
    await channel.answer();
    await channel.streamFile("hello-world");
  };
  export default handler;

In the dialplan:

  exten => 100,1,AGI(/usr/bin/tipring,/etc/tipring/hello.ts,arg)
  exten => 200,1,AGI(agi://127.0.0.1/hello,arg)
`,
  run: `Runs a handler as an AGI script, on standard input and output.

Usage:
  tipring [run] HANDLER.ts [ARG...]

Everything behind the file goes to the handler, as request.args. What the
handler prints goes to standard error. The exit status is 0 when the handler
returns or the caller hangs up, 1 when it fails: the reason is on standard error
and on Asterisk's console.

In the dialplan:

  exten => 100,1,AGI(/usr/bin/tipring,/etc/tipring/pin.ts,arg)

or, for a file that is executable and begins with "#!/usr/bin/env tipring":

  exten => 100,1,AGI(/etc/tipring/pin.ts,arg)
`,
  serve: `Serves handlers by FastAGI, until SIGINT or SIGTERM.

Usage:
  tipring serve [PATTERN=]FILE... [OPTIONS]

A file is for the calls whose path matches its pattern: the one given here, else
the one that it exports as "route" (a string or a RegExp), else its name (pin.ts
is for agi://host/pin). A pattern is the pathname of a URLPattern, e.g.
/menu/:lang. The first that matches wins.

Options:
  --default FILE             the handler of all other paths
  --hostname ADDRESS         where to listen (127.0.0.1; whoever can connect can
                             play Asterisk)
  --port NUMBER              the port (4573; 0 for any that is free)
  --cert FILE --key FILE     speak TLS, with this certificate and private key
                             (PEM); for use behind stunnel or a service mesh
  --log-level LEVEL          debug, info, warn or error (info); debug shows what
                             callers enter
  --log-format FORMAT        text or json (text)
  --drain-timeout SECONDS    how long calls may go on at a shutdown (30)
  --drain-delay SECONDS      how long to accept calls still at a shutdown, while
                             /readyz is 503 already for a balancer (0)
  --admin [HOST:]PORT        answer by HTTP: /livez, /readyz, /metrics (for
                             Prometheus), /calls (at 127.0.0.1)
  --allow CIDR               who may call, e.g. 10.0.0.0/8; may be given more
                             than once (whoever can connect)
  --max-calls N              how many calls may be in progress; others are
                             refused (no limit)
  --max-calls-per-peer N     how many of them from one address (no limit)
  --max-call-time SECONDS    how long a handler may take; its call is ended then
                             (no limit)
  --environment-timeout SECONDS
                             how long a peer may take until it has said who
                             calls (10), and for a TLS handshake
  --max-environment-bytes N  how much it may say of that (65536)
  --max-environment-lines N  in how many lines (512)
  --max-reply-bytes N        how long one reply may be (1048576)
  --status-variable NAME     set this channel variable at the end of each call,
                             to SUCCESS, HANGUP, FAILED or NOT_FOUND
  --record DIR               write each call's dialogue into a file there, which
                             only this user can read
  --mask-digits              in recordings, write * for what callers enter
  --keep-keys                but keep single keys, so that menus can be replayed
  --workers N                N processes share the calls; auto for one for each
                             processor; one that dies is replaced
  --watch                    load the handlers anew when their files change, or
                             files that they import; for development
  -h, --help                 this text

SIGTERM and SIGINT let calls in progress go on, up to the drain timeout; a
second one ends them. SIGHUP loads the handlers anew: new calls get them, calls
in progress keep those that they have. If one cannot be loaded, all stay as they
were. With --workers, SIGHUP replaces one worker after the other: those already
replaced keep the new handlers if a later one cannot be, and a worker that dies
comes back with the files as they are on disk.

With --workers the limits on calls hold for each worker, and not for all of them
together.

In the dialplan:

  exten => 200,1,AGI(agi://127.0.0.1/pin?lang=en,arg)

With OTEL_DENO=true in the environment, calls and commands are traced by
OpenTelemetry, see docs/tracing.md. A call continues the trace of a parameter
"traceparent" of the address, or an argument "traceparent=...".
`,
  dial: `Calls a handler file, or any FastAGI server, with a simulated Asterisk.

Usage:
  tipring dial HANDLER.ts [ARG...] [OPTIONS]
  tipring dial agi://HOST[:PORT][/PATH][?QUERY] [ARG...] [OPTIONS]

What is played and said appears as text. In a terminal the keys 0-9, *, #, A-D
are those of the telephone, s falls silent, Ctrl-C hangs up, a second one quits.
In a pipe standard input is read for keys; its end does not hang up.

Options:
  --press KEYS,...           the keys for the first question, for the second, and
                             so on: 1,,1234# says nothing to the second;
                             vm-password:1234# waits for that sound
  --talk SECONDS             fall silent after that long in each recording
  --app NAME=STATUS[:TIME]   how a dialplan application ends: Dial=ANSWER:12s for
                             a talk of 12 s, Queue=TIMEOUT; may be given more
                             than once: the second is for its second run
  --sounds DIR               the sound files there are, as long as they are
  --fast                     virtual time: no sound and no silence is waited for
  --expect FILE              steps that the call must take, one a line, for CI:
                             hears SOUND, press KEYS, say TEXT, wait MS,
                             silence, hangup, ends [OUTCOME]; # is a comment
  --hangup-after SECONDS     hang up then
  --caller-id CALLER         the caller: a number, or "Ann <5551234>"
  --extension NUMBER         the extension that was dialed (s)
  --var NAME=VALUE           a channel variable; may be given more than once
  --database FAM/KEY=VALUE   a value of AstDB; may be given more than once
  --record FILE              write the dialogue into a new file
  --json                     one JSON object a line, for machines
  -h, --help                 this text

The exit status is 0 when the call ends in an ordinary way, 1 when the handler
fails or the address cannot be reached, 2 for invalid arguments, 3 when the
caller hung up first, 4 when the server has no handler for the path or does not
speak AGI, 5 when the call did not take the steps of --expect, 130 when Ctrl-C
quit. With --expect, a caller who hangs up and an end named by "ends" are 0.
`,
  replay: `Plays Asterisk's side of a recorded call to a handler, and compares.

Usage:
  tipring replay RECORDING HANDLER.ts [OPTIONS]
  tipring replay DIR HANDLER.ts [OPTIONS]

All recordings of a folder (*.txt) are a regression suite; those of calls for
other paths are left out. A recording is what "tipring serve --record" or "tipring dial --record" wrote.
Commands are the same if their words are, however they are quoted. The first
difference is shown.

Options:
  --timeout SECONDS          how long the handler may take for a command (30)
  --to-test FILE             write a test of simulateCall that plays the call
                             again, to be edited and kept
  -h, --help                 this text

The exit status is 0 when there is no difference, 1 when there is one, 2 for
arguments that make no sense.
`,
};

/** The help text of the program or of a subcommand. */
export function helpText(topic: HelpTopic): string {
  return HELP[topic];
}
