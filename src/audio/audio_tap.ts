import type { Environment } from "../protocol/environment.ts";

/** Observes the audio of one opening. Bytes are valid only during a call; what it throws is dropped. */
export interface AudioWatcher {
  /** The caller was heard. */
  heard(audio: Uint8Array): void;
  /** The caller was played to, silence included where the transport sends it. */
  said(audio: Uint8Array): void;
  /** The audio has ended. */
  ended(): void;
}

/** Observes the audio that the handler of a call opens. */
export interface AudioTap {
  /** Called for each opening, with its sample rate in Hz. */
  open(rate: number): AudioWatcher;
}

/** Where all copies of the library in this process find the taps, by the environments of calls. */
const KEY = Symbol.for("tipring.audioTaps");

/** What the process has at the key. */
type Holder = { [KEY]?: WeakMap<Environment, AudioTap> };

/** Lets a tap observe the audio of the call with this environment. */
export function setAudioTap(environment: Environment, tap: AudioTap): void {
  const holder = globalThis as Holder;
  holder[KEY] ??= new WeakMap();
  holder[KEY].set(environment, tap);
}

/** Begins to observe an opening, if the call has a tap. */
export function watchAudio(environment: Environment, rate: number): AudioWatcher | undefined {
  const tap = (globalThis as Holder)[KEY]?.get(environment);
  if (tap === undefined) return undefined;
  let watcher: AudioWatcher | undefined;
  const attempt = (watch: () => void) => {
    try {
      watch();
    } catch {
      // A watcher must not harm the call.
    }
  };
  attempt(() => watcher = tap.open(rate));
  return {
    heard: (audio) => attempt(() => watcher?.heard(audio)),
    said: (audio) => attempt(() => watcher?.said(audio)),
    ended: () => attempt(() => watcher?.ended()),
  };
}
