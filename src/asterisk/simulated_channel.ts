import { Microphone } from "./microphone.ts";

/** Who a call is from and where it is, in binary strings; see {@linkcode SimulatedChannel}. */
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
  /** The number that was dialed; `""` for none. */
  dnid: string;
  /** The number that redirected the call; `""` for none. */
  rdnis: string;
  /** Where the dialplan goes on. */
  context: string;
  /** Where the dialplan goes on. */
  extension: string;
  /** Where the dialplan goes on: a number or a label. */
  priority: string;
}

/** The Q.850 cause of a call that ended normally. */
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
 * The channel that the AGI runs on: answered or not, hung up or not, the caller's keys, texts and
 * voice. A digit or a text that comes while nobody listens is lost, as on a real channel.
 */
export class SimulatedChannel {
  /** Who the call is from and where it is. */
  readonly identity: Identity;
  /** Whether it is answered. */
  up = true;
  /**
   * The Q.850 cause (`HANGUPCAUSE`) of the last hangup, of this channel or of one that it called. During
   * the AGI that a hangup ends it is 0, unless the hangup has a cause.
   */
  hangupCause = 0;
  /** Whether the AGI began after the hangup, in the `h` extension. */
  inHangupExtension = false;
  /** The class of the music on hold that plays; `undefined` for none. */
  music: string | undefined;
  /** What the caller says and hears while the audio of the call is open. */
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

  /** Whether the caller, or a command, has hung up. */
  get hungUp(): boolean {
    return this.#hungUp;
  }

  /** Until when the caller's voice can be heard, by the engine's clock. A caller talks all the time. */
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

  /** The caller presses a key. Returns whether anybody listens. */
  press(digit: string): boolean {
    this.#digits?.push(digit);
    this.#onChange();
    return this.#digits !== undefined;
  }

  /** The caller sends a text. Returns whether anybody waits for one. */
  send(text: string): boolean {
    this.#texts?.push(text);
    this.#onChange();
    return this.#texts !== undefined;
  }

  /** From now on digits are kept. */
  listen(): void {
    this.#digits = [];
  }

  /** From now on texts are kept. */
  read(): void {
    this.#texts = [];
  }

  /** Digits and texts are lost again. */
  ignore(): void {
    this.#digits = undefined;
    this.#texts = undefined;
  }

  /** The next digit that was kept, if there is one. */
  takeDigit(): string | undefined {
    return this.#digits?.shift();
  }

  /** The next text that was kept, if there is one. */
  takeText(): string | undefined {
    return this.#texts?.shift();
  }
}
