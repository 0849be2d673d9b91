/**
 * A call that a test placed: what it is made of, and how it goes on.
 *
 * @module
 */

import { type Ami, AmiActionError, type AmiFields, type AmiMessage } from "./ami.ts";

/**
 * How a test places a call. The texts are taken literally: nothing in them is expanded. Asterisk
 * takes about 1000 bytes for each variable, and about 700 for `agi` and for all of `set`.
 */
export interface OriginateOptions {
  /**
   * What runs the AGI: `up` on an answered channel (the default), `run` on one that nobody
   * answered, `eagi` with sound on file descriptor 3, `dead` from the `h` extension, `gosub` in a
   * subroutine with the arguments of the variable `GOSUB_ARGS`.
   */
  exten?: "up" | "run" | "eagi" | "dead" | "gosub";
  /** What stands between the brackets of `AGI()`, such as `agi://127.0.0.1:4573/pin,first,second`. */
  agi: string;
  /** What the other party does; by default it waits for a minute. */
  caller?: CallerOptions;
  /** Variables of the channel, such as `{ AGISIGHUP: "no" }`. */
  variables?: Readonly<Record<string, string>>;
  /**
   * What the AGI leg sets before the AGI, dialplan functions too, such as
   * `{ "CALLERID(num)": "42", "CHANNEL(language)": "de" }`. At most 24.
   */
  set?: Readonly<Record<string, string>>;
  /** Variables, or dialplan functions, whose values {@linkcode Call.vars} tells after the AGI. */
  report?: readonly string[];
}

/** What the other party of a call does. Times are milliseconds. */
export interface CallerOptions {
  /** The extension in the context `caller`; `wait` by default. */
  exten?: "wait" | "dtmf" | "dtmftone" | "talk" | "text" | "tone" | "tonequiet" | "echo";
  /** How long it waits before it does anything; 500 by default. */
  delayMs?: number;
  /** How long it stays on the line afterwards before it hangs up; 60,000 by default. */
  stayMs?: number;
  /** `dtmf` and `dtmftone`: the keys that it presses. */
  digits?: string;
  /** `dtmf`: the pause between two keys; 100 by default. */
  gapMs?: number;
  /** `dtmf`: how long it holds a key, 100 by default. `tonequiet`: how long the tone is, 1,000. */
  durationMs?: number;
  /** `talk`: the sound file that it plays. */
  sound?: string;
  /** `text`: the text that it sends. */
  text?: string;
}

/** One leg of a call, as the events tell it. */
interface Leg {
  readonly uniqueid: string;
  channel: string;
  readonly gone: PromiseWithResolvers<void>;
}

/** How long a refused call waits for its first event. */
const REFUSAL_TIMEOUT_MS = 2000;

/** A call that a test placed. Made by `Asterisk.originate()`. */
export class Call {
  /** AGISTATUS, once the AGI is over. Rejects when the call ends without one. */
  readonly status: Promise<string>;
  /**
   * The values asked for by {@linkcode OriginateOptions.report}, at the end of the AGI. A variable
   * that is not set is `""`. Rejects when the call ends without AGISTATUS.
   */
  readonly vars: Promise<Readonly<Record<string, string>>>;
  /** Fulfilled when both channels are gone. Rejects when Asterisk stopped before. */
  readonly ended: Promise<void>;
  /** Fulfilled when the AGI leg is there. */
  readonly started: Promise<void>;
  readonly #ami: Ami;
  readonly #agi: Leg;
  readonly #caller: Leg;
  #refusal: ReturnType<typeof setTimeout> | undefined;
  readonly #started = Promise.withResolvers<void>();
  readonly #status = Promise.withResolvers<string>();

  /** Watches the call with this id; `handle()` gets the events of its two channels. */
  constructor(ami: Ami, options: { id: string; report: readonly string[] }) {
    this.#ami = ami;
    this.#agi = newLeg(agiId(options.id));
    this.#caller = newLeg(callerId(options.id));
    this.started = this.#started.promise;
    this.status = this.#status.promise;
    this.ended = Promise.all([this.#agi.gone.promise, this.#caller.gone.promise]).then(() => {});
    this.vars = this.status.then(() => this.#fetch(options.report));
    for (const promise of [this.status, this.vars, this.ended, this.started]) {
      // A test that does not look at one of them shall not fail by it.
      promise.catch(() => {});
    }
  }

  /** The unique id of the AGI leg, `agi_uniqueid` of its AGI. */
  get uniqueid(): string {
    return this.#agi.uniqueid;
  }

  /** The name of the AGI leg, `agi_channel` of its AGI. */
  get channel(): string {
    return this.#agi.channel;
  }

  /** The unique id of the other party's channel. */
  get callerUniqueid(): string {
    return this.#caller.uniqueid;
  }

  /** The name of the other party's channel. */
  get callerChannel(): string {
    return this.#caller.channel;
  }

  /** Hangs up, as the other party (the default) or by the AGI leg itself. */
  async hangup(leg: "caller" | "agi" = "caller"): Promise<void> {
    const { uniqueid } = leg === "agi" ? this.#agi : this.#caller;
    try {
      await this.#ami.action("Hangup", { Channel: uniqueid });
    } catch (error) {
      const message = error instanceof AmiActionError && error.response.get("Message");
      // The call ended by itself in the meantime.
      if (message !== "No such channel") throw error;
    }
  }

  /** Takes an event whose `Uniqueid` is one of this call's. */
  handle(event: AmiMessage): void {
    const leg = event.get("Uniqueid") === this.#agi.uniqueid ? this.#agi : this.#caller;
    switch (event.get("Event")) {
      case "Newchannel":
        leg.channel = event.get("Channel") ?? "";
        if (leg !== this.#agi) break;
        clearTimeout(this.#refusal);
        this.#started.resolve();
        break;
      case "UserEvent":
        if (event.get("UserEvent") !== "AGIDONE") break;
        this.#status.resolve(event.get("Status") ?? "");
        break;
      case "Hangup":
        leg.gone.resolve();
        if (this.#agi.channel === "") this.fail(this.#refusedError());
        if (leg !== this.#agi) break;
        this.#status.reject(new Error(`The call ${leg.uniqueid} ended without AGISTATUS`));
        break;
    }
  }

  /**
   * Takes the news that the originate action failed. That is normal for a call that nobody answered;
   * the events of its channels are on another way and may be later than this news.
   */
  refuse(): void {
    if (this.#agi.channel !== "") return;
    this.#refusal = setTimeout(() => this.fail(this.#refusedError()), REFUSAL_TIMEOUT_MS);
  }

  /** Tells all who wait that nothing more will come. What has happened stays as it is. */
  fail(error: Error): void {
    clearTimeout(this.#refusal);
    this.#started.reject(error);
    this.#agi.gone.reject(error);
    this.#caller.gone.reject(error);
    this.#status.reject(error);
  }

  #refusedError(): Error {
    return new Error(`Cannot place the call ${this.uniqueid}: Asterisk did not make its channels`);
  }

  async #fetch(names: readonly string[]): Promise<Record<string, string>> {
    const values = await Promise.all(names.map(async (name, index) => {
      const variable = `${this.uniqueid}_${index + 1}`;
      const response = await this.#ami.action("Getvar", { Variable: variable });
      return [name, response.get("Value") ?? ""];
    }));
    return Object.fromEntries(values);
  }
}

/** The fields of the action that places the call. */
export function originateFields(id: string, options: OriginateOptions): AmiFields {
  const { exten = "up", agi, caller = {}, variables = {}, set = {}, report = [] } = options;
  const person = caller.exten ?? "wait";
  const bad = report.find((name) => name.includes(","));
  if (bad !== undefined) throw new TypeError(`Cannot report "${bad}": a name may hold no comma`);
  const seconds = (milliseconds: number) => `${milliseconds / 1000}`;
  const settings: Record<string, string> = {
    AGIARGS: encodeBase64(agi),
    AGI_REPORT: report.join(","),
    AGI_SET: encodeBase64(joinAssignments(set)),
    CALLER_DELAY: seconds(caller.delayMs ?? 500),
    CALLER_STAY: seconds(caller.stayMs ?? 60_000),
    CALLER_DIGITS: caller.digits ?? "",
    CALLER_GAP: `${caller.gapMs ?? 100}`,
    CALLER_DURATION: `${caller.durationMs ?? (person === "tonequiet" ? 1000 : 100)}`,
    CALLER_SOUND: caller.sound ?? "demo-congrats",
    CALLER_TEXT: caller.text ?? "",
    ...variables,
  };
  return {
    ActionID: id,
    Channel: `Local/${exten}@test/n`,
    ChannelId: callerId(id),
    OtherChannelId: agiId(id),
    Context: "caller",
    Exten: person,
    Priority: "1",
    Async: "true",
    Timeout: "60000",
    Variable: Object.entries(settings).map(([name, value]) => joinAssignments({ [name]: value })),
  };
}

/** Joins by commas, with the characters escaped that Asterisk's argument parser would act on. */
function joinAssignments(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value.replace(/[\\",()[\]]/g, "\\$&")}`).join(",");
}

function encodeBase64(text: string): string {
  return new TextEncoder().encode(text).toBase64();
}

// Asterisk refuses a unique id that is the beginning of another one, so each has an ending.

function agiId(id: string): string {
  return `${id}.agi`;
}

function callerId(id: string): string {
  return `${id}.caller`;
}

function newLeg(uniqueid: string): Leg {
  return { uniqueid, channel: "", gone: Promise.withResolvers() };
}
