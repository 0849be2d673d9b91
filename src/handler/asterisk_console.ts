import { verbose } from "../commands/console.ts";
import type { LogLine } from "../events.ts";
import { formatEntry } from "../logging/format_line.ts";
import { handlerFields } from "../logging/handler_fields.ts";
import { clip, escapeControls } from "../protocol/text.ts";
import type { Session } from "../session/session.ts";
import { within } from "../transport/within.ts";

/** Maximum length of a line on Asterisk's console; standard error has all of it. */
const MAX_LENGTH = 400;

/** Maximum number of lines that wait for their turn; more are left out. */
const MAX_QUEUED = 10;

/** How long the last lines can take when the handler has ended, in milliseconds. */
const SETTLE_TIMEOUT = 1000;

/**
 * Writes lines of a handler to Asterisk's console with `VERBOSE`. A line takes its turn among the
 * commands of the call, so it never stops one. It is left out after a hangup, while the session
 * refuses commands, and where ten lines wait already: standard error has them all.
 */
export class AsteriskConsole {
  #session: Session;
  #stop = new AbortController();
  #queued = new Set<Promise<void>>();
  #leftOut = 0;

  /** Writes to the console of this session's Asterisk. */
  constructor(session: Session) {
    this.#session = session;
  }

  /** Queues a line, or leaves it out. */
  write(line: LogLine): void {
    if (this.#session.hungUp || this.#queued.size >= MAX_QUEUED) {
      this.#leftOut++;
      return;
    }
    const fields = { ...handlerFields(line), leftOut: this.#leftOut || undefined };
    this.#leftOut = 0;
    const text = `${line.level}: ${formatEntry(line.message, fields)}`;
    const command = verbose(clip(escapeControls(text), MAX_LENGTH).replaceAll(/\s/g, " "));
    const sent = this.#session.execute(command, { signal: this.#stop.signal })
      .catch(() => void this.#leftOut++)
      .finally(() => this.#queued.delete(sent));
    this.#queued.add(sent);
  }

  /**
   * Waits a short time for the lines that are queued when the handler ends. They are not sent if
   * commands of the handler wait before them, because those are not sent either.
   */
  async settle(): Promise<void> {
    if (this.#session.pending.length === this.#queued.size) {
      await within(Promise.all(this.#queued), SETTLE_TIMEOUT);
    }
    this.#stop.abort();
  }
}
