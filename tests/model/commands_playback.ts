import type { Call, Event } from "./call.ts";
import {
  digitCode,
  leadingInteger,
  type Outcome,
  result,
  SILENT,
  type Table,
  USAGE,
} from "./outcome.ts";

/** Samples in a millisecond. */
const RATE = 8;

/** How a playback ended, and at which sample. */
interface Played {
  event: Event;
  position: number;
}

/** Commands that play sounds. */
export const PLAYBACK: Table = {
  "CONTROL STREAM FILE": { dead: false, run: controlStreamFile },
  "GET OPTION": { dead: false, run: getOption },
  "SAY ALPHA": { dead: false, run: (call, args) => say(call, args) },
  "SAY DATE": { dead: false, run: (call, args) => say(call, args, { whole: true }) },
  "SAY DIGITS": { dead: false, run: sayNumber },
  "SAY NUMBER": { dead: false, run: sayNumber },
  "SAY PHONETIC": { dead: false, run: (call, args) => say(call, args) },
  "STREAM FILE": { dead: false, run: streamFile },
};

/** Plays a sound of so many samples until a digit of `digits`, a hangup, a line, or its end. */
async function play(
  call: Call,
  samples: number,
  options: { digits: string; offset?: number; interruptible: boolean },
): Promise<Played> {
  const { digits, offset = 0, interruptible } = options;
  const start = offset < 0 ? 0 : Math.min(offset, samples);
  const begin = call.now;
  const deadline = begin + (samples - start) / RATE;
  call.channel.listen();
  while (true) {
    const event = await call.wait({ deadline, interruptible });
    if (event.type === "digit" && !digits.includes(event.digit)) continue;
    call.channel.ignore();
    const position = start + Math.floor((call.now - begin) * RATE);
    return { event, position: Math.min(samples, position) };
  }
}

async function streamFile(call: Call, args: readonly string[]): Promise<Outcome> {
  const [file = "", digits = "", skip = "0"] = args;
  const offset = leadingInteger(skip);
  if (args.length < 2 || args.length > 3 || offset === undefined) return USAGE;
  const samples = call.world.sounds(file);
  if (samples === undefined) return result(-1, ` endpos=${offset}`);
  return told(await play(call, samples, { digits, offset, interruptible: true }));
}

async function controlStreamFile(call: Call, args: readonly string[]): Promise<Outcome> {
  const [file = "", digits = ""] = args;
  if (args.length < 2 || args.length > 7) return USAGE;
  const samples = call.world.sounds(file);
  if (samples === undefined) return result(-1, " endpos=0");
  const { event, position } = await play(call, samples, { digits, interruptible: false });
  const milliseconds = position / RATE;
  return told({ event, position: event.type === "time" ? -1 : milliseconds });
}

async function getOption(call: Call, args: readonly string[]): Promise<Outcome> {
  const [file = "", digits = "", timeout = "0"] = args;
  const milliseconds = leadingInteger(timeout);
  if (args.length < 2 || args.length > 3 || milliseconds === undefined) return USAGE;
  const samples = call.world.sounds(file);
  if (samples === undefined) return result(-1, " endpos=0");
  const played = await play(call, samples, { digits, interruptible: true });
  if (played.event.type !== "time") return told(played);
  if (milliseconds === 0) return result(0, ` endpos=${played.position}`);
  call.channel.listen();
  const deadline = milliseconds < 0 ? Infinity : call.now + milliseconds;
  const event = await call.wait({ deadline, interruptible: true });
  call.channel.ignore();
  // Whatever is no digit of the set counts as none here: another digit, a line, a hangup.
  const chosen = event.type === "digit" && digits.includes(event.digit);
  return result(chosen ? digitCode(event.digit) : 0, ` endpos=${played.position}`);
}

function sayNumber(call: Call, args: readonly string[]): Outcome | Promise<Outcome> {
  return leadingInteger(args[0] ?? "") === undefined ? USAGE : say(call, args);
}

/** Says something: 500 ms for each character. Only an AGI that gets audio can interrupt most of them. */
async function say(
  call: Call,
  args: readonly string[],
  options: { whole?: boolean } = {},
): Promise<Outcome> {
  const [text = "", digits = ""] = args;
  if (args.length < 2 || args.length > 3) return USAGE;
  const interruptible = call.enhanced && !options.whole;
  const { event } = await play(call, text.length * 500 * RATE, { digits, interruptible });
  return told({ event });
}

function told({ event, position }: { event: Event; position?: number }): Outcome {
  const rest = position === undefined ? "" : ` endpos=${position}`;
  switch (event.type) {
    case "digit":
      return result(digitCode(event.digit), rest);
    case "hangup":
      return result(-1, rest);
    case "line":
      return SILENT;
    case "time":
      return result(0, rest);
  }
}
