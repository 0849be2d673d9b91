import { clip } from "../../protocol/text.ts";
import { parseCapture } from "../../recording/capture.ts";
import { readCallScript } from "../../recording/call_script.ts";
import { testSource } from "../../recording/test_source.ts";
import { HttpServer } from "../../transport/http_server.ts";
import type { Log } from "../log/logging.ts";
import type { ListenAddress } from "../options/kinds.ts";
import type { CallBoard } from "./call_board.ts";
import type { CallRecord } from "./call_record.ts";
import type { Overview, PageSettings } from "./messages.ts";
import { pageResponse, respond, respondJson } from "./page_response.ts";
import type { Phone } from "./phone.ts";
import { makeToken, RequestGuard } from "./request_guard.ts";
import { UpdateFeed } from "./update_feed.ts";

/** Maximum number of simultaneous streams; a browser has two. */
const MAX_FEEDS = 32;

/** Maximum number of calls that one browser watches. */
const MAX_WATCHED = 16;

/** Maximum size of the body of a request, in bytes. */
const MAX_BODY = 64 * 1024;

/** Options of {@linkcode ConsoleServer}. */
export interface ConsoleServerOptions {
  address: ListenAddress;
  board: CallBoard;
  overview: () => Overview;
  settings: PageSettings;
  /** The softphone; without one the console is read-only. */
  phone: Phone | undefined;
  /** How a test imports the handler of a call; `undefined` if that is not known. */
  handlerOf: (record: CallRecord) => string | undefined;
  log: Log;
}

/** Serves the page of the console and what it asks for. */
export class ConsoleServer implements AsyncDisposable {
  /** The address to open, with the token. */
  readonly url: string;
  #options: ConsoleServerOptions;
  #server: HttpServer;
  #guard: RequestGuard;
  #feeds = new Set<UpdateFeed>();

  /**
   * Starts to listen.
   *
   * @throws {Error} If the port is not free.
   */
  constructor(options: ConsoleServerOptions) {
    this.#options = options;
    const { address, log, board } = options;
    this.#server = this.#listen(address, log);
    const token = makeToken();
    this.#guard = new RequestGuard(token, address.hostname);
    const { hostname, port } = this.#server.addr;
    const host = hostname.includes(":") ? `[${hostname}]` : hostname;
    this.url = `http://${host}:${port}/${token}/`;
    board.onChange = () => {
      for (const feed of this.#feeds) feed.poke();
    };
  }

  /** Stops listening, and ends the streams of all browsers. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#options.board.onChange = undefined;
    for (const feed of this.#feeds) feed.end();
    await this.#server[Symbol.asyncDispose]();
  }

  #listen({ hostname, port }: ListenAddress, log: Log): HttpServer {
    try {
      return new HttpServer({
        hostname,
        port,
        handle: (request) => this.#handle(request),
        onError: (error) => log("error", "console request failed", { error: `${error}` }),
        onStop: (error) =>
          log("error", "console stopped listening, starting again", { error: `${error}` }),
      });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : cause;
      throw new Error(`Cannot listen on ${hostname}:${port} for --console: ${why}`, { cause });
    }
  }

  async #handle(request: Request): Promise<Response> {
    const admitted = this.#guard.check(request);
    if ("status" in admitted) return respond(`${admitted.message}\n`, { status: admitted.status });
    const { path } = admitted;
    if (request.method === "POST") return await this.#act(path, request);
    if (request.method !== "GET" && request.method !== "HEAD") {
      return respond("only GET, HEAD and POST\n", { status: 405, allow: "GET, HEAD, POST" });
    }
    if (path === "" && !new URL(request.url).pathname.endsWith("/")) {
      return respond(null, { status: 308, location: `${new URL(request.url).pathname}/` });
    }
    return pageResponse(path, this.#options.settings) ?? await this.#show(path, request) ??
      respond("not found\n", { status: 404 });
  }

  async #show(path: string, request: Request): Promise<Response | undefined> {
    if (path === "events") return this.#stream(undefined);
    if (path === "steps") {
      const { searchParams } = new URL(request.url);
      const ids = (searchParams.get("calls") ?? "").split(",").slice(0, MAX_WATCHED).map(Number);
      return this.#stream(ids.filter((id) => id > 0));
    }
    const [, id = "", what = "", n = ""] =
      /^calls\/(\d{1,9})\/(recording|test|wire|sound)(?:\/(\d{1,9}))?$/.exec(path) ?? [];
    const record = this.#options.board.record(Number(id));
    if (record === undefined) return undefined;
    switch (what) {
      case "recording":
        return download(record.recording?.text ?? "", `call-${id}.txt`);
      case "test":
        return this.#test(record);
      case "wire":
        return respond(wireOf(record, Number(n)));
      case "sound": {
        const step = record.steps.step(Number(n));
        const audio = step?.kind === "sound"
          ? await this.#options.phone?.audio(step.text)
          : undefined;
        return audio && respond(audio, { type: "audio/wav" });
      }
    }
    return undefined;
  }

  #stream(watched: readonly number[] | undefined): Response {
    if (this.#feeds.size >= MAX_FEEDS) {
      return respond("too many browsers are connected\n", { status: 503 });
    }
    const { board, overview } = this.#options;
    const feed = new UpdateFeed({
      board,
      overview,
      watched,
      onEnd: () => this.#feeds.delete(feed),
    });
    this.#feeds.add(feed);
    return respond(feed.stream, { type: "text/event-stream" });
  }

  /** Code of a test that makes the same call again. */
  #test(record: CallRecord): Response {
    const { overview, handlerOf } = this.#options;
    if (overview().masked) {
      return respond("A test needs the caller's keys, and digits are masked\n", { status: 409 });
    }
    const text = record.recording?.text ?? "";
    try {
      const script = readCallScript(parseCapture(`call ${record.id}`, text));
      const handler = handlerOf(record) ?? "./handler.ts";
      return download(
        testSource(script, { name: `console ${record.id}`, handler }),
        "call_test.ts",
      );
    } catch (error) {
      const why = error instanceof Error ? error.message : error;
      return respond(`Cannot make a test of this call: ${why}\n`, { status: 409 });
    }
  }

  async #act(path: string, request: Request): Promise<Response> {
    const { phone } = this.#options;
    if (phone === undefined) return respond("This console is read-only\n", { status: 405 });
    // A form of another site cannot send this type without asking first.
    if (request.headers.get("content-type") !== "application/json") {
      return respond("only application/json\n", { status: 415 });
    }
    const body = await readBody(request);
    if (body === undefined) return respond(`at most ${MAX_BODY} bytes of JSON\n`, { status: 400 });
    try {
      if (path === "phone/calls") return respondJson(await phone.dial(body), 201);
      const [, id = ""] = /^phone\/calls\/(\d{1,9})$/.exec(path) ?? [];
      const answer = id === "" ? undefined : phone.act(Number(id), body);
      return answer === undefined
        ? respond("There is no such call in progress\n", { status: 404 })
        : respondJson(answer);
    } catch (error) {
      const why = error instanceof Error ? error.message : `${error}`;
      return respond(`${clip(why, 500)}\n`, { status: 400 });
    }
  }
}

/** The bytes of a command and of all that came before the next, as the recording has them. */
function wireOf(record: CallRecord, n: number): string {
  const step = record.steps.step(n);
  if (step?.kind !== "command") return "";
  const next = record.steps.from(n + 1).find(({ kind }) => kind === "command");
  return record.recording?.part(step.wire, next?.kind === "command" ? next.wire : undefined) ?? "";
}

function download(text: string, name: string): Response {
  return respond(text, { "content-disposition": `inline; filename="${name}"` });
}

async function readBody(request: Request): Promise<unknown> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const bytes of request.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    if (text.length > MAX_BODY) return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
