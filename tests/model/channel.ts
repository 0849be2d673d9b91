/**
 * The channel that the AGI runs on: answered or not, hung up or not, and the caller's keys. A digit
 * that comes while nobody listens is lost, as on a real channel.
 */
export class ModelChannel {
  /** The channel's name. */
  readonly name: string;
  /** Whether it is answered. */
  up = true;
  #onChange: () => void;
  #hungUp = false;
  #digits: string[] | undefined;

  /** `onChange` is called when the caller does something. */
  constructor(name: string, onChange: () => void) {
    this.name = name;
    this.#onChange = onChange;
  }

  /** Whether the caller, or a command, has hung up. */
  get hungUp(): boolean {
    return this.#hungUp;
  }

  /** Hangs up. */
  hangUp(): void {
    this.#hungUp = true;
    this.#onChange();
  }

  /** The caller presses a key. */
  press(digit: string): void {
    this.#digits?.push(digit);
    this.#onChange();
  }

  /** From now on digits are kept. */
  listen(): void {
    this.#digits = [];
  }

  /** Digits are lost again. */
  ignore(): void {
    this.#digits = undefined;
  }

  /** The next digit that was kept, if there is one. */
  takeDigit(): string | undefined {
    return this.#digits?.shift();
  }
}
