import { APPLICATIONS } from "./applications.ts";
import { Call, type World } from "./call.ts";
import { ModelChannel } from "./channel.ts";
import { findCommand } from "./command_table.ts";
import { Control } from "./control.ts";
import { type Scheduler, Thread } from "./scheduler.ts";
import { parseArgs } from "./tokenizer.ts";
import type { Duplex } from "../../src/transport/duplex.ts";

/** What the model did, in binary strings. */
export type ModelEvent =
  /** It begins to run a line, given without its end. */
  | { readonly type: "command"; readonly line: string }
  /** It wrote something, one or more whole lines. */
  | { readonly type: "said"; readonly text: string }
  /** It is done with a line: all has been said. */
  | { readonly type: "done" }
  /** It told of a hangup; this is no part of a reply. */
  | { readonly type: "hangup" };

/** How an Asterisk is, and the call on it. */
export interface AsteriskOptions {
  /** The clock. */
  scheduler: Scheduler;
  /** The size of the line buffer: 8192 by default, 2048 in older versions. */
  lineLimit?: number;
  /** The lines ahead of the first command, without `agi_enhanced`. */
  environment?: readonly string[];
  /** Whether the AGI gets audio. */
  enhanced?: boolean;
  /** Whether the channel is answered; it is by default. */
  up?: boolean;
  /** Whether the channel is dead from the start, as in the `h` extension. */
  dead?: boolean;
  /** Whether a hangup is told; `AGISIGHUP=no` is false. */
  tellHangup?: boolean;
  /** Whether the AGI ends when the channel hangs up (`AGIEXITONHANGUP`). */
  exitOnHangup?: boolean;
  /** For a script, which is told of a hangup by SIGHUP: sends it. */
  sendSighup?: () => void;
  /** How the 520 looks: of today, without documentation built in, or before 2017. */
  usage?: "block" | "line" | "old";
  /** Whether polling tells of the connection first if the channel has news, too. */
  controlFirst?: boolean;
  /** How long it takes to read a line that has come, in milliseconds. */
  think?: () => number;
  /** What there is besides. */
  world?: Partial<World>;
  /** Watches. */
  onEvent?: (event: ModelEvent) => void;
}

/**
 * Asterisk's side of one AGI session over a pair of streams: one thread that waits for the channel
 * and the connection, runs one line after the other, and tells of a hangup in between.
 */
export class Asterisk {
  /** The channel; the caller's deeds are done on it. */
  readonly channel: ModelChannel;
  /** Variables, AstDB and so on. */
  readonly world: World;
  #options: AsteriskOptions;
  #thread: Thread;
  #control: Control;
  #call: Call;

  /** Connects an AGI; {@linkcode run} begins. */
  constructor(duplex: Duplex, options: AsteriskOptions) {
    const { scheduler, lineLimit = 8192, enhanced = false, controlFirst = false } = options;
    const thread = new Thread(scheduler);
    this.#options = options;
    this.#thread = thread;
    this.#control = new Control(duplex, { thread, lineLimit });
    this.channel = new ModelChannel("Local/model@test-00000001;2", () => thread.wake());
    this.world = {
      sounds: () => undefined,
      variables: new Map(),
      database: new Map(),
      applications: APPLICATIONS,
      subroutines: new Map(),
      ...options.world,
    };
    this.#call = new Call({
      scheduler,
      thread,
      control: this.#control,
      channel: this.channel,
      world: this.world,
      enhanced,
      controlFirst,
      say: (line) => this.#say(`${line}\n`),
    });
    this.channel.up = options.up ?? true;
    if (options.dead) {
      this.channel.hangUp();
      this.#call.dead = true;
    }
  }

  /** Runs the session to its end: the other side sends no more, or `AGIEXITONHANGUP` ends it. */
  async run(): Promise<void> {
    this.#sendEnvironment();
    while (this.#noticeHangup()) {
      if (!this.#control.readable) {
        await this.#thread.sleep();
        continue;
      }
      // A busy machine: more bytes may come until the thread gets to read.
      await this.#thread.work(this.#options.think?.() ?? 0);
      const line = await this.#control.readLine();
      if (line === "" || /^failure/i.test(line)) break;
      await this.#execute(line.replace(/\n$/, ""));
    }
    this.#tellHangup();
    this.#control.close();
  }

  /** Tells of a hangup that is news. Returns whether the session goes on. */
  #noticeHangup(): boolean {
    if (this.#call.dead || !this.channel.hungUp) return true;
    this.#call.dead = true;
    this.#tellHangup();
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
    this.#options.onEvent?.({ type: "command", line });
    const found = findCommand(parseArgs(line));
    if (found === undefined) {
      this.#say("510 Invalid or unknown command\n");
    } else if (this.#call.dead && !found.entry.dead) {
      this.#say("511 Command Not Permitted on a dead channel or intercept routine\n");
    } else {
      const { reply, usage } = await found.entry.run(this.#call, found.args);
      if (reply !== undefined) this.#say(`200 ${reply}\n`);
      if (usage) this.#sayUsage(found.verb);
    }
    this.#options.onEvent?.({ type: "done" });
  }

  /** Real bodies have up to some dozens of lines, with tags, blanks ahead, and replies as examples. */
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
    const lines = [...environment, `agi_enhanced: ${enhanced ? "1.0" : "0.0"}`, "", ""];
    this.#control.write(lines.join("\n"));
  }
}
