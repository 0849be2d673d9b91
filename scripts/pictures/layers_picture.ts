import { LAYERS } from "../layers.ts";
import { arrow, box, type Picture, text } from "./svg.ts";

/** What is in each file and folder. */
const ABOUT: Readonly<Record<string, string>> = {
  "errors.ts": "every error",
  "command.ts": "Command and Reply",
  "events.ts": "AgiEvent, the one hook",
  "protocol/": "lines, requests, replies, no I/O",
  "logging/": "the log of a call: its lines, limits and format",
  "transport/": "sockets, standard input and output, signals, deadlines",
  "session/": "one conversation: one command in flight, hangup, fence",
  "commands/": "a function for each AGI command",
  "channel_methods.ts": "a method for each command",
  "channel.ts": "a session as a handler sees it",
  "applications/": "Dial, Queue and others with typed results",
  "ivr/": "prompts, questions, menus, recordings",
  "routing/": "paths by pattern, in linear time",
  "handler/": "router, request, and the one place that runs a call",
  "server/": "accepts, admits, limits and drains calls",
  "audio/": "the audio of a call as streams",
  "mod.ts": "the library",
  "asterisk/": "the engine that plays Asterisk",
  "testing/": "simulateCall",
  "recording/": "the dialogue of a call: written, masked, replayed",
  "tracing/": "spans for calls and commands",
  "cli/": "the subcommands, loading handlers, workers, admin, log",
  "cli.ts": "the program",
};

const ROW = 32;

/** Draws the layers of `src/`, the highest first. */
export function layersPicture(): Picture {
  const rows = LAYERS.toReversed();
  return {
    width: 760,
    height: rows.length * ROW + 40,
    title: "The layers of src/",
    description: "Each file or folder imports only those below it: the program at the top, then " +
      "what it is made of, down to the errors and the commands.",
    elements: [
      ...rows.flatMap((names, index) => {
        const y = 20 + index * ROW;
        return [
          box(20, y, { w: 670, h: ROW - 6 }),
          text(32, y + 18, { of: names.join(", "), kind: "mono strong", anchor: "start" }),
          text(238, y + 18, { of: names.map(about).join("; "), kind: "quiet", anchor: "start" }),
        ];
      }),
      arrow([[722, 20], [722, 14 + rows.length * ROW]], "flow"),
      `<g transform="rotate(90 736 ${20 + rows.length * ROW / 2})">` +
      text(736, 20 + rows.length * ROW / 2, { of: "imports", kind: "quiet" }) + "</g>",
    ],
  };
}

function about(name: string): string {
  const text = ABOUT[name];
  if (text === undefined) throw new Error(`No text for the layer "${name}"`);
  return text;
}
