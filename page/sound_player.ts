import type { StepOf } from "./exchange.ts";

/** Plays what the caller of one call hears: sound files, or speech where there is none. */
export class SoundPlayer {
  #audio: HTMLAudioElement | undefined;
  #enabled = true;

  /** Whether anything is heard. */
  get enabled(): boolean {
    return this.#enabled;
  }

  set enabled(value: boolean) {
    this.#enabled = value;
    if (!value) this.stop();
  }

  /** Plays a sound of a call that began `elapsed` milliseconds ago. */
  play(id: number, sound: StepOf<"sound">, elapsed: number): void {
    this.stop();
    if (!this.#enabled || elapsed >= sound.duration) return;
    if (sound.files.length === 0) this.#speak(sound.spoken, sound.language);
    else {
      // A delay that nobody hears must not cut the beginning.
      const from = sound.offset + (elapsed > 300 ? elapsed : 0);
      this.#playFile(`calls/${id}/sound/${sound.n}?from=${Math.round(from)}`);
    }
  }

  /** Stops at once, as a telephone does. */
  stop(): void {
    this.#audio?.pause();
    this.#audio = undefined;
    globalThis.speechSynthesis?.cancel();
  }

  #playFile(url: string): void {
    const audio = new Audio(url);
    this.#audio = audio;
    // A browser may refuse until the page was clicked.
    audio.play().catch(() => {});
  }

  /** Speaks in a language of Asterisk, such as `en` or `pt_BR`. */
  #speak(text: string, language: string): void {
    if (globalThis.speechSynthesis === undefined) return;
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = language.split("_").slice(0, 2).join("-");
    globalThis.speechSynthesis.speak(utterance);
  }
}
