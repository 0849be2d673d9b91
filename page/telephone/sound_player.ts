import type { StepOf } from "../diagram/exchange.ts";
import { Preference } from "../state/preference.ts";

/** Plays what the caller of one call hears: sound files, or speech where there is none. */
export class SoundPlayer {
  #audio: HTMLAudioElement | undefined;
  #preference = new Preference("sound");
  #blocked = false;
  /** The sound that the caller hears now, and when it began. */
  #current: { id: number; sound: StepOf<"sound">; begun: number } | undefined;
  #onChange: () => void;

  /** `onChange` is called when the browser refuses to play, and when it plays again. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Whether anything is heard. The browser remembers it. */
  get enabled(): boolean {
    return this.#preference.on;
  }

  set enabled(value: boolean) {
    this.#preference.on = value;
    this.#block(false);
    if (value) this.#start();
    else this.#silence();
  }

  /** Whether the browser refuses to play until the page is clicked. */
  get blocked(): boolean {
    return this.#blocked;
  }

  /** Plays a sound of a call that began `elapsed` milliseconds ago. */
  play(id: number, sound: StepOf<"sound">, elapsed: number): void {
    this.#current = { id, sound, begun: performance.now() - elapsed };
    this.#start();
  }

  /** Stops at once, as a telephone does. */
  stop(): void {
    this.#current = undefined;
    this.#silence();
  }

  #start(): void {
    this.#silence();
    if (!this.enabled || this.#current === undefined) return;
    const { id, sound, begun } = this.#current;
    const elapsed = performance.now() - begun;
    if (elapsed >= sound.duration) return;
    if (sound.files.length === 0) return this.#speak(sound.spoken, sound.language);
    // A short delay must not cut off the beginning.
    const from = sound.offset + (elapsed > 300 ? elapsed : 0);
    this.#playFile(`calls/${id}/sound/${sound.n}?from=${Math.round(from)}`);
  }

  #silence(): void {
    this.#audio?.pause();
    this.#audio = undefined;
    globalThis.speechSynthesis?.cancel();
  }

  #playFile(url: string): void {
    const audio = new Audio(url);
    this.#audio = audio;
    audio.play().then(() => this.#block(false), (error) => {
      if (error instanceof DOMException && error.name === "NotAllowedError") this.#block(true);
    });
  }

  /** Speaks in a language of Asterisk, such as `en` or `pt_BR`. */
  #speak(text: string, language: string): void {
    if (globalThis.speechSynthesis === undefined) return;
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = language.split("_").slice(0, 2).join("-");
    utterance.onstart = () => this.#block(false);
    utterance.onerror = ({ error }) => error === "not-allowed" && this.#block(true);
    globalThis.speechSynthesis.speak(utterance);
  }

  #block(blocked: boolean): void {
    if (blocked === this.#blocked) return;
    this.#blocked = blocked;
    this.#onChange();
  }
}
