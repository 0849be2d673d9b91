import { APPLICATIONS } from "./applications.ts";
import { findCommand } from "./command_table.ts";
import { Control } from "./control.ts";
import type { AsteriskEvent } from "./events.ts";
import { type CommandOutcome, USAGE } from "./outcome.ts";
import { RunningCall } from "./running_call.ts";
import { type Scheduler, Thread } from "./scheduler.ts";
import { type Identity, NORMAL_CLEARING, SimulatedChannel } from "./simulated_channel.ts";
import { parseArgs } from "../protocol/split_words.ts";
import type { World } from "./call.ts";
import type { Duplex } from "../transport/duplex.ts";

/** The values of `AGISTATUS`, by which Asterisk reports to the dialplan how an AGI ended. */
export type AgiStatus = "SUCCESS" | "FAILURE" | "HANGUP";

/** Options of {@linkcode SimulatedAsterisk}; `setUpCall` makes them from simpler ones. */
export interface AsteriskOptions {
  /** The clock. */
  scheduler: Scheduler;
  /** The size of the line buffer: 8192 by default, 2048 in older versions. */
  lineLimit?: number;
  /** The lines of the environment. */
  environment?: readonly string[];
  /** The caller, and the place in the dialplan. */
  identity?: Partial<Identity>;
  /** Whether the AGI gets audio, as from `EAGI()`. */
  enhanced?: boolean;
  /** Whether the channel is answered; `true` by default. */
  up?: boolean;
  /** Whether the channel is dead from the start, as in the `h` extension. */
  dead?: boolean;
  /** Whether Asterisk reports a hangup; `false` acts like `AGISIGHUP=no`. */
  tellHangup?: boolean;
  /** The delay between a hangup and its report, in milliseconds; 0 by default. */
  hangupDelay?: number;
  /** Whether the AGI ends when the channel hangs up (`AGIEXITONHANGUP`). */
  exitOnHangup?: boolean;
  /** Sends SIGHUP, which reports a hangup to a script. */
  sendSighup?: () => void;
  /** The form of the 520: current, without built-in documentation, or from before 2017. */
  usage?: "block" | "line" | "old";
  /** Commands that this Asterisk does not have and answers by 510, in upper case. */
  unknown?: readonly string[];
  /** Commands that Asterisk answers by a 520, in upper case. */
  refused?: readonly string[];
  /** Whether `poll` reports the connection before the channel if both have events. */
  controlFirst?: boolean;
  /** The delay before Asterisk reads a line that has arrived, in milliseconds. */
  think?: () => number;
  /** Variables, AstDB, sounds and the rest of the Asterisk. */
  world?: Partial<World>;
  /** Called for every event. */
  onEvent?: (event: AsteriskEvent) => void;
}

/**
 * Asterisk's side of one AGI session over a pair of streams: one thread that waits for the channel
 * and the connection, runs one command at a time, and reports a hangup in between. It behaves like
 * a real Asterisk, bugs included; captures verify that.
 *
 * `simulateCall` runs a handler against one.
 */
export class SimulatedAsterisk {
  /** The channel, on which the caller acts. */
  readonly channel: SimulatedChannel;
  /** Variables, AstDB, sounds and the rest of the Asterisk. */
  readonly world: World;
  #options: AsteriskOptions;
  #thread: Thread;
  #control: Control;
  #call: RunningCall;
  #failed = false;
  #hungUpDuring = false;

  /** Connects an AGI; {@linkcode run} starts the session. */
  constructor(duplex: Duplex, options: AsteriskOptions) {
    const { scheduler, lineLimit = 8192, enhanced = false, controlFirst = false } = options;
    const thread = new Thread(scheduler);
    this.#options = options;
    this.#thread = thread;
    this.#control = new Control(duplex, { thread, lineLimit });
    this.channel = new SimulatedChannel(options.identity ?? {}, () => thread.wake());
    this.world = makeWorld(options.world);
    this.#call = new RunningCall({
      scheduler,
      thread,
      control: this.#control,
      channel: this.channel,
      world: this.world,
      enhanced,
      controlFirst,
      say: (line) => this.#say(`${line}\n`),
      tell: (event) => this.#options.onEvent?.(event),
    });
    this.channel.up = options.up ?? true;
    if (options.dead) {
      this.channel.hangUp({ cause: NORMAL_CLEARING });
      this.channel.inHangupExtension = true;
      this.#call.dead = true;
    }
  }

  /** The value of `AGISTATUS` if the AGI ended now. */
  get status(): AgiStatus {
    if (this.#failed) return "FAILURE";
    return this.#hungUpDuring ? "HANGUP" : "SUCCESS";
  }

  /** Runs the session until the AGI closes the connection or `AGIEXITONHANGUP` ends it. */
  async run(): Promise<void> {
    this.#sendEnvironment();
    while (this.#noticeHangup()) {
      if (!this.#control.readable) {
        await this.#thread.sleep();
        continue;
      }
      // On a busy machine more bytes may arrive before the thread reads.
      await this.#thread.work(this.#options.think?.() ?? 0);
      const line = await this.#control.readLine();
      if (line === "") break;
      if (/^failure/i.test(line)) {
        this.#failed = true;
        break;
      }
      await this.#execute(line.replace(/\n$/, ""));
    }
    this.#hungUpDuring ||= this.channel.hungUp && !this.#options.dead;
    this.#call.hangUpAfter(0);
    this.#tellHangup();
    this.#control.close();
  }

  /** Reports a new hangup. Returns whether the session continues. */
  #noticeHangup(): boolean {
    if (this.#call.dead || !this.channel.hungUp) return true;
    this.#call.dead = true;
    this.#hungUpDuring = true;
    const { hangupDelay = 0, scheduler } = this.#options;
    if (hangupDelay > 0) scheduler.after(hangupDelay, () => this.#tellHangup());
    else this.#tellHangup();
    return this.#options.exitOnHangup !== true;
  }

  #tellHangup(): void {
    const { tellHangup = true, sendSighup } = this.#options;
    if (!tellHangup) return;
    this.#options.onEvent?.({ type: "hangup" });
    if (sendSighup === undefined) this.#control.write("HANGUP\n");
    else sendSighup();
  }

  async #execute(line: string): Promise<void> {
    const { onEvent, unknown, refused } = this.#options;
    onEvent?.({ type: "command", line });
    const found = findCommand(parseArgs(line));
    if (found === undefined || unknown?.includes(found.verb)) {
      this.#say("510 Invalid or unknown command\n");
    } else if (this.#call.dead && !found.entry.dead) {
      this.#say("511 Command Not Permitted on a dead channel or intercept routine\n");
    } else {
      const outcome = refused?.includes(found.verb)
        ? USAGE
        : await found.entry.run(this.#call, found.args);
      this.#finish(found.verb, outcome);
    }
    onEvent?.({ type: "done" });
  }

  #finish(verb: string, { reply, usage, failed }: CommandOutcome): void {
    if (failed && !this.channel.hungUp) this.#failed = true;
    if (reply !== undefined) this.#say(`200 ${reply}\n`);
    if (usage) this.#sayUsage(verb);
  }

  /** Real bodies have up to a few dozen lines, with tags, leading spaces, and sample replies. */
  #sayUsage(verb: string): void {
    const { usage = "block" } = this.#options;
    if (usage === "line") {
      this.#say("520 Invalid command syntax.  Proper usage not available.\n");
      return;
    }
    const end = usage === "old" ? "" : "\n";
    this.#say("520-Invalid command syntax.  Proper usage follows:\n");
    this.#say(`Does <literal>${verb}</literal>.\n    Example: 200 result=1 (value)${end}`);
    this.#say("520 End of proper usage.\n");
  }

  #say(text: string): void {
    this.#options.onEvent?.({ type: "said", text });
    this.#control.write(text);
  }

  #sendEnvironment(): void {
    const { environment = ["agi_network: yes", "agi_version: 22.10.1"], enhanced } = this.#options;
    const given = environment.some((line) => line.startsWith("agi_enhanced:"));
    const more = given ? [] : [`agi_enhanced: ${enhanced ? "1.0" : "0.0"}`];
    this.#control.write([...environment, ...more, "", ""].join("\n"));
  }
}

function makeWorld(world: Partial<World> = {}): World {
  const { sounds = () => undefined, recordings = [] } = world;
  return {
    variables: new Map(),
    globals: new Map(),
    settings: new Map(),
    database: new Map(),
    applications: APPLICATIONS,
    functions: new Map(),
    subroutines: new Map(),
    labels: new Set(),
    channels: new Map(),
    writable: () => true,
    said: undefined,
    speech: false,
    version: "22.10.1",
    inSubroutine: false,
    epoch: 0,
    ...world,
    recordings,
    // Recordings can be played back.
    sounds: (name, language) =>
      recordings.findLast(({ file }) => file === name)?.samples ?? sounds(name, language),
  };
}
