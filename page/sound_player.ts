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
    if (sound.audio) this.#playFile(`calls/${id}/sound/${sound.n}`, elapsed);
    else this.#speak(sound.spoken);
  }

  /** Stops at once, as a telephone does. */
  stop(): void {
    this.#audio?.pause();
    this.#audio = undefined;
    globalThis.speechSynthesis?.cancel();
  }

  #playFile(url: string, elapsed: number): void {
    const audio = new Audio(url);
    this.#audio = audio;
    if (elapsed > 300) audio.currentTime = elapsed / 1000;
    // A browser may refuse until the page was clicked.
    audio.play().catch(() => {});
  }

  #speak(text: string): void {
    if (globalThis.speechSynthesis === undefined) return;
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.lang = "en";
    globalThis.speechSynthesis.speak(utterance);
  }
}
