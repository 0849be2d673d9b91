import type { Call, WaitEnd } from "./call.ts";
import type { SoundEvent, SoundKind } from "./events.ts";
import { type CommandOutcome, digitCode, result, SILENT } from "./outcome.ts";

/** Samples in a millisecond. */
export const RATE = 8;

/** How a sound ended, and where. */
export interface Played {
  /** The event that ended it. */
  readonly end: WaitEnd;
  /** The position, in samples. */
  readonly position: number;
}

/** What to play, and what ends it. */
export interface PlayOptions {
  /** The kind of sound; a file by default. */
  readonly kind?: SoundKind;
  /** The file, or the text that is said. */
  readonly text: string;
  /** The files that are played for a text; none if they are not known. */
  readonly files?: readonly string[];
  /** Its length, in samples. */
  readonly samples: number;
  /** The digits that end it. */
  readonly digits: string;
  /** Where to start, in samples. */
  readonly offset?: number;
  /** Whether a line from the AGI ends it. */
  readonly interruptible: boolean;
}

/** Plays a sound until its end, a digit of `digits`, a hangup or a line. */
export async function play(call: Call, options: PlayOptions): Promise<Played> {
  const { text, samples, digits, offset = 0, interruptible } = options;
  const start = offset < 0 ? 0 : Math.min(offset, samples);
  const begin = call.now;
  const duration = (samples - start) / RATE;
  call.channel.music = undefined;
  call.channel.listen();
  if (text !== "") tellSound(call, { ...options, duration, offset: start / RATE });
  while (true) {
    const end = await call.wait({ deadline: begin + duration, interruptible });
    if (end.type === "digit" && !digits.includes(end.digit)) continue;
    call.channel.ignore();
    if (text !== "") call.tell({ type: "quiet" });
    const position = start + Math.floor((call.now - begin) * RATE);
    return { end, position: Math.min(samples, position) };
  }
}

/** A sound from a position on, in milliseconds. */
interface Sound {
  readonly kind?: SoundKind;
  readonly text: string;
  readonly files?: readonly string[];
  readonly duration: number;
  readonly offset?: number;
}

/** Reports that the caller starts to hear a sound. */
export function tellSound(call: Call, sound: Sound): void {
  call.tell({ type: "sound", ...describe(call, sound) });
}

/** Reports that a sound goes on at another position. */
export function tellSeek(call: Call, sound: Sound): void {
  call.tell({ type: "seek", ...describe(call, sound) });
}

function describe({ channel }: Call, sound: Sound): Omit<SoundEvent, "type"> {
  const { kind = "file", text, files = kind === "file" ? [text] : [], duration, offset = 0 } =
    sound;
  return { kind, text, files, language: channel.identity.language, offset, duration };
}

/** Returns the reply of a command that played a sound. */
export function told({ end, position }: { end: WaitEnd; position?: number }): CommandOutcome {
  const rest = position === undefined ? "" : ` endpos=${position}`;
  switch (end.type) {
    case "digit":
      return result(digitCode(end.digit), rest);
    case "hangup":
      return result(-1, rest);
    case "line":
      return SILENT;
    case "text":
    case "time":
      return result(0, rest);
  }
}

/** Reports the digit that ended a command, if one did. */
export function tellDigit(call: Call, verb: string, end: WaitEnd): void {
  if (end.type === "digit") call.tell({ type: "digits", verb, digits: end.digit });
}
