/** What can be heard: a file, or what one of the `SAY` commands says. */
export type SoundKind =
  | "file"
  | "number"
  | "digits"
  | "alpha"
  | "phonetic"
  | "date"
  | "time"
  | "datetime";

/** A sound begins. */
export interface SoundEvent {
  /** Which event this is. */
  readonly type: "sound";
  /** What kind of sound. */
  readonly kind: SoundKind;
  /** The file, or what is said. */
  readonly text: string;
  /** How long it plays if nothing stops it, in milliseconds. */
  readonly duration: number;
}

/** What a simulated Asterisk does, in binary strings: a character for each byte. */
export type AsteriskEvent =
  /** It begins to run a line, given without its end. */
  | { readonly type: "command"; readonly line: string }
  /** It wrote something, one or more whole lines. */
  | { readonly type: "said"; readonly text: string }
  /** It is done with a line: all has been said. */
  | { readonly type: "done" }
  /** It told of a hangup; this is no part of a reply. */
  | { readonly type: "hangup" }
  /** The caller begins to hear something. */
  | SoundEvent
  /** A sound is over, by itself or not. */
  | { readonly type: "quiet" }
  /** The caller gets a text. */
  | { readonly type: "text"; readonly text: string }
  /** A recording begins. */
  | { readonly type: "recording"; readonly file: string; readonly format: string }
  /** A command took these digits from the caller. */
  | { readonly type: "digits"; readonly verb: string; readonly digits: string }
  /** Something that a test may have forgotten to say. */
  | { readonly type: "hint"; readonly text: string }
  /** A line for Asterisk's console. */
  | { readonly type: "verbose"; readonly text: string };
