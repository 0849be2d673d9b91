import config from "../../../deno.json" with { type: "json" };
import type { ReloadResult } from "../handlers/reloads.ts";
import type { Log } from "../log/logging.ts";
import type { ListenAddress } from "../options/kinds.ts";
import { CallBoard } from "./board/call_board.ts";
import { ConsoleServer } from "./web/console_server.ts";
import type { DialRequest, HandlerInfo, Overview, ReloadInfo, WorkersInfo } from "./messages.ts";
import { Phone } from "./phone/phone.ts";
import { SoundStore } from "./sounds/sound_store.ts";

/** Levels of the log, the usual one first. */
const LEVELS = ["info", "warn", "error"] as const;

/** What `tipring dev` adds to the console: the softphone. */
export interface PhoneSettings {
  /** A folder of sound files. */
  readonly sounds: string | undefined;
  /** AstDB at the start, by `family/key`. */
  readonly database: Readonly<Record<string, string>>;
  /** What the form begins with. */
  readonly dial: Pick<DialRequest, "callerId" | "callerName" | "language" | "variables">;
}

/** Options of {@linkcode OpenConsole}. */
export interface OpenConsoleOptions {
  address: ListenAddress;
  /** The origin of the page behind a tunnel or a proxy. */
  origin?: string | undefined;
  maskDigits: boolean;
  log: Log;
  /** Gives the page a softphone. */
  phone?: PhoneSettings | undefined;
  /** The handlers that are loaded; by default those that the board knows. */
  handlers?: () => readonly HandlerInfo[];
  /** The worker processes. */
  workers?: () => WorkersInfo;
}

/** The page of the console and what it shows, from before the server listens to its end. */
export class OpenConsole implements AsyncDisposable {
  /** What the page shows of calls. */
  readonly board: CallBoard;
  #addr: Deno.NetAddr | undefined;
  #options: OpenConsoleOptions;
  #http: ConsoleServer;
  #since = Date.now();
  #reload: ReloadInfo | undefined;

  /**
   * Starts to listen.
   *
   * @throws {Error} If the port is not free, or the folder of sounds is not one.
   */
  constructor(options: OpenConsoleOptions) {
    const { address, origin, maskDigits, log, phone } = options;
    this.#options = options;
    this.board = new CallBoard({ maskDigits });
    const { callerId = "", callerName = "", language = "en", variables = [] } = phone?.dial ?? {};
    this.#http = new ConsoleServer({
      address,
      origin,
      log,
      board: this.board,
      overview: () => this.#overview(),
      phone: phone && this.#phone(phone),
      handlerOf: ({ route }) => this.#fileOf(route),
      settings: {
        dial: {
          target: this.#handlers[0]?.route ?? "/",
          callerId,
          callerName,
          extension: "s",
          language,
          args: [],
          variables,
          database: Object.entries(phone?.database ?? {}).map(([key, value]) => `${key}=${value}`),
          applications: [],
        },
      },
    });
  }

  /**
   * Prints or logs the address to open.
   *
   * @param addr Where this process listens for calls, for the softphone.
   */
  begin(addr?: Deno.NetAddr): void {
    this.#addr = addr;
    const { url, proxyUrl } = this.#http;
    const { log, phone } = this.#options;
    if (phone === undefined) {
      // Without its address the page is of no use, so no level leaves it out.
      const level = LEVELS.find((level) => log.writes?.(level) !== false) ?? "error";
      log(level, "console", { url, proxyUrl });
    } else {
      console.log(`Open ${url}`);
      if (proxyUrl !== undefined) console.log(`or   ${proxyUrl}`);
    }
  }

  /** Reports a reload of the handlers. */
  reloaded(result: ReloadResult, error: unknown): void {
    const why = error instanceof Error ? error.message : `${error}`;
    const times = (this.#reload?.times ?? 0) + 1;
    this.#reload = { at: Date.now(), error: result === "ok" ? undefined : why, times };
    const text = result === "ok"
      ? "handlers reloaded; this call keeps the previous ones"
      : "reload failed, keeping the previous handlers";
    for (const record of this.board.records) {
      if (record.phone && record.end === undefined) this.board.add(record, { kind: "note", text });
    }
    this.board.changed();
  }

  /** Reports that the server accepts no more calls. */
  drain(): void {
    this.board.draining = true;
    this.board.changed();
  }

  /** Stops listening. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#http[Symbol.asyncDispose]();
  }

  #phone({ sounds, database }: PhoneSettings): Phone {
    return new Phone({
      board: this.board,
      sounds: SoundStore.open(sounds),
      database,
      addr: () => {
        if (this.#addr === undefined) throw new Error("The server does not listen yet");
        return this.#addr;
      },
    });
  }

  #overview(): Overview {
    const { address, counts, notShown, draining } = this.board;
    const { phone, maskDigits, workers } = this.#options;
    return {
      phone: phone !== undefined,
      masked: maskDigits,
      address,
      version: config.version,
      since: this.#since,
      now: Date.now(),
      inProgress: counts.inProgress,
      notShown,
      ended: counts.ended,
      routes: counts.routes,
      latency: counts.latency.latency,
      refused: counts.refused,
      rejected: counts.rejected,
      acceptErrors: counts.acceptErrors,
      missing: counts.missing,
      workers: workers?.(),
      reload: this.#reload,
      draining,
      handlers: this.#handlers,
    };
  }

  get #handlers(): readonly HandlerInfo[] {
    return this.#options.handlers?.() ?? this.board.handlers;
  }

  /** How a test in the folder of a handler imports it. */
  #fileOf(route: string | undefined): string | undefined {
    const found = this.#handlers.find((handler) => handler.route === route);
    return found && `./${found.file}`;
  }
}
