import type { HelpTopic } from "./args.ts";

const HELP: Readonly<Record<HelpTopic, string>> = {
  tipring: `tipring runs Asterisk call control written in TypeScript.

Usage:
  tipring HANDLER.ts [ARG...]       run a handler as an AGI script, as the dialplan does
  tipring run HANDLER.ts [ARG...]   the same in full
  tipring serve [PATTERN=]FILE...   serve handlers by FastAGI

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

Everything behind the file goes to the handler, as request.args. What the handler
prints goes to standard error. The exit status is 0 when the handler returns or
the caller hangs up, 1 when it fails: the reason is on standard error and on
Asterisk's console.

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
  --log-level LEVEL          debug, info, warn or error (info); debug shows what
                             callers enter
  --log-format FORMAT        text or json (text)
  --drain-timeout SECONDS    how long calls may go on at a shutdown (30)
  -h, --help                 this text

In the dialplan:

  exten => 200,1,AGI(agi://127.0.0.1/pin?lang=en,arg)
`,
};

/** The help text of the program or of a subcommand. */
export function helpText(topic: HelpTopic): string {
  return HELP[topic];
}
