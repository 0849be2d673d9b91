/** A kind of sound: a file, or the speech of one of the `SAY` commands. */
export type SoundKind =
  | "file"
  | "number"
  | "digits"
  | "alpha"
  | "phonetic"
  | "date"
  | "time"
  | "datetime";

/** A sound that begins. */
export interface SoundEvent {
  /** The kind of event. */
  readonly type: "sound";
  /** The kind of sound. */
  readonly kind: SoundKind;
  /** The file, or the text that is said. */
  readonly text: string;
  /** The sound files that are played one after the other; none if they are not known. */
  readonly files: readonly string[];
  /** The language of the channel. */
  readonly language: string;
  /** Where in the file it begins, in milliseconds. */
  readonly offset: number;
  /** The duration if nothing stops it, in milliseconds. */
  readonly duration: number;
}

/** An event of a simulated Asterisk, in binary strings: one character for each byte. */
export type AsteriskEvent =
  /** Asterisk starts a command; `line` has no newline. */
  | { readonly type: "command"; readonly line: string }
  /** Asterisk wrote one or more whole lines. */
  | { readonly type: "said"; readonly text: string }
  /** Asterisk finished a command and wrote the whole reply. */
  | { readonly type: "done" }
  /** Asterisk reported a hangup; this is not part of a reply. */
  | { readonly type: "hangup" }
  /** The caller starts to hear a sound. */
  | SoundEvent
  /** A sound ended, was stopped, or pauses. */
  | { readonly type: "quiet" }
  /** A sound goes on after a pause, or elsewhere. */
  | Omit<SoundEvent, "type"> & { readonly type: "seek" }
  /** The caller receives a text. */
  | { readonly type: "text"; readonly text: string }
  /** A recording starts. */
  | { readonly type: "recording"; readonly file: string; readonly format: string }
  /** A command took these digits from the caller. */
  | { readonly type: "digits"; readonly verb: string; readonly digits: string }
  /** A hint about an option that the test may have forgotten. */
  | { readonly type: "hint"; readonly text: string }
  /** A line for Asterisk's console. */
  | { readonly type: "verbose"; readonly text: string };
