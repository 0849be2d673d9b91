import { Microphone } from "./microphone.ts";

/**
 * The caller of a {@linkcode SimulatedChannel} and its place in the dialplan, in binary strings.
 */
export interface Identity {
  /** The channel's name. */
  name: string;
  /** The channel's unique id. */
  uniqueId: string;
  /** The channel's language. */
  language: string;
  /** The account code. */
  accountCode: string;
  /** The caller's number; `""` for none. */
  callerId: string;
  /** The caller's name; `""` for none. */
  callerIdName: string;
  /** The dialed number; `""` for none. */
  dnid: string;
  /** The redirecting number; `""` for none. */
  rdnis: string;
  /** Where the dialplan continues. */
  context: string;
  /** Where the dialplan continues. */
  extension: string;
  /** Where the dialplan continues: a number or a label. */
  priority: string;
}

/** The Q.850 cause of a normal end. */
export const NORMAL_CLEARING = 16;

/** The channel of the captures. */
const IDENTITY: Identity = {
  name: "Local/model@test-00000001;2",
  uniqueId: "1700000000.1",
  language: "en",
  accountCode: "",
  callerId: "",
  callerIdName: "",
  dnid: "",
  rdnis: "",
  context: "test",
  extension: "up",
  priority: "2",
};

/**
 * The channel that the AGI runs on: its state, and the caller's keys, texts and voice. A digit or a
 * text that arrives while no command listens is lost, as on a real channel.
 */
export class SimulatedChannel {
  /** The caller, and the place in the dialplan. */
  readonly identity: Identity;
  /** Whether it is answered. */
  up = true;
  /**
   * The Q.850 cause (`HANGUPCAUSE`) of the last hangup, of this channel or of one that it called.
   * It stays 0 during the AGI that a hangup ends, unless the hangup has a cause.
   */
  hangupCause = 0;
  /** Whether the AGI started after the hangup, in the `h` extension. */
  inHangupExtension = false;
  /** The class of the current music on hold; `undefined` for none. */
  music: string | undefined;
  /** What the caller speaks and hears while the audio of the call is open. */
  readonly microphone: Microphone = new Microphone();
  /** Called when the channel hangs up, once. */
  onHangup: (() => void) | undefined;
  #onChange: () => void;
  #hungUp = false;
  #talksUntil = Infinity;
  #digits: string[] | undefined;
  #texts: string[] | undefined;

  /** `onChange` is called when the caller does something. */
  constructor(identity: Partial<Identity>, onChange: () => void) {
    this.identity = { ...IDENTITY, ...identity };
    this.#onChange = onChange;
  }

  /** The channel's name. */
  get name(): string {
    return this.identity.name;
  }

  /** Whether the caller or a command has hung up. */
  get hungUp(): boolean {
    return this.#hungUp;
  }

  /** When the caller falls silent, by the engine's clock. By default the caller never does. */
  get talksUntil(): number {
    return this.#talksUntil;
  }

  set talksUntil(time: number) {
    this.#talksUntil = time;
    this.#onChange();
  }

  /** Hangs up, with a Q.850 cause if there is one. */
  hangUp({ cause }: { cause?: number } = {}): void {
    if (!this.#hungUp) {
      if (cause !== undefined) this.hangupCause = cause;
      this.onHangup?.();
    }
    this.#hungUp = true;
    this.#onChange();
  }

  /** Presses a key. Returns whether a command listens. */
  press(digit: string): boolean {
    this.#digits?.push(digit);
    this.#onChange();
    return this.#digits !== undefined;
  }

  /** Sends a text. Returns whether a command waits for one. */
  send(text: string): boolean {
    this.#texts?.push(text);
    this.#onChange();
    return this.#texts !== undefined;
  }

  /** Keeps digits from now on. */
  listen(): void {
    this.#digits = [];
  }

  /** Keeps texts from now on. */
  read(): void {
    this.#texts = [];
  }

  /** Drops digits and texts from now on. */
  ignore(): void {
    this.#digits = undefined;
    this.#texts = undefined;
  }

  /** Takes the next kept digit, if there is one. */
  takeDigit(): string | undefined {
    return this.#digits?.shift();
  }

  /** Takes the next kept text, if there is one. */
  takeText(): string | undefined {
    return this.#texts?.shift();
  }
}
