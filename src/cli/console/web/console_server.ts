import { clip } from "../../../protocol/text.ts";
import { parseCapture } from "../../../recording/capture.ts";
import { readCallScript } from "../../../recording/call_script.ts";
import { testSource, type TestSourceOptions } from "../../../recording/test_source.ts";
import {
  type BodyProblem,
  headersOf,
  type HttpRequest,
  readBody,
  readRequest,
} from "../../http/http_request.ts";
import { sendResponse } from "../../http/http_response.ts";
import { LimitedListener, type Stay } from "../../http/limited_listener.ts";
import { limitRepeats } from "../../log/limit_repeats.ts";
import { describeError, type Log } from "../../log/logging.ts";
import type { ListenAddress } from "../../options/kinds.ts";
import type { CallBoard } from "../board/call_board.ts";
import type { CallRecord } from "../board/call_record.ts";
import type { Overview, PageSettings } from "../messages.ts";
import { pageResponse, respond, respondJson } from "./page_response.ts";
import type { Phone } from "../phone/phone.ts";
import { reachable } from "../phone/reachable.ts";
import { makeToken, RequestGuard } from "./request_guard.ts";
import { UpdateFeed } from "./update_feed.ts";

/** Maximum number of browsers. */
const MAX_BROWSERS = 16;

/**
 * Maximum number of simultaneous streams of each kind. A browser has one of the lists, and one of the
 * call that it shows; it can show another before the server has noticed the end of that.
 */
const MAX_FEEDS = { lists: MAX_BROWSERS, steps: 2 * MAX_BROWSERS } as const;

/** Maximum number of calls that one browser watches. */
const MAX_WATCHED = 16;

/** Maximum size of the head and of the body of a request, in bytes. */
const MAX_HEAD = 64 * 1024;
const MAX_BODY = 64 * 1024;

const BODY_PROBLEMS: Readonly<Record<BodyProblem, string>> = {
  400: "Invalid body: must have as many bytes as Content-Length says",
  411: "The body needs a Content-Length",
  413: `The body is too long: at most ${MAX_BODY} bytes`,
};

/** A request whose headers are valid. */
interface PageRequest extends HttpRequest {
  readonly headers: Headers;
  /** The body of a POST, or why it cannot be read; empty for other methods. */
  readonly body: Uint8Array | BodyProblem;
}

/** Options of {@linkcode ConsoleServer}. */
export interface ConsoleServerOptions {
  address: ListenAddress;
  /** The origin of the page behind a tunnel or a proxy, such as `https://ivr.example.com`. */
  origin: string | undefined;
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
  /** The address to open on this machine, with the token. */
  readonly url: string;
  /** The address behind a tunnel or a proxy; `undefined` if no origin is named. */
  readonly proxyUrl: string | undefined;
  #options: ConsoleServerOptions;
  #listener: LimitedListener;
  #guard: RequestGuard;
  #feeds = { lists: new Set<UpdateFeed>(), steps: new Set<UpdateFeed>() };

  /**
   * Starts to listen.
   *
   * @throws {Error} If the port is not free.
   */
  constructor(options: ConsoleServerOptions) {
    this.#options = options;
    const { address, origin, board, log } = options;
    this.#listener = this.#listen(address, limitRepeats(log));
    const token = makeToken();
    this.#guard = new RequestGuard(token, { hostname: address.hostname, origin });
    const { hostname, port } = reachable(this.#listener.addr);
    const host = hostname.includes(":") ? `[${hostname}]` : hostname;
    this.url = `http://${host}:${port}/${token}/`;
    this.proxyUrl = origin && `${origin}/${token}/`;
    board.onChange = () => {
      for (const feed of this.#allFeeds()) feed.poke();
    };
  }

  /** Stops listening, and ends the connections of all browsers. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#options.board.onChange = undefined;
    for (const feed of this.#allFeeds()) feed.end();
    await this.#listener.close();
  }

  #allFeeds(): UpdateFeed[] {
    return [...this.#feeds.lists, ...this.#feeds.steps];
  }

  #listen({ hostname, port }: ListenAddress, log: Log): LimitedListener {
    try {
      return new LimitedListener({
        hostname,
        port,
        serve: (conn, stay) => this.#serve(conn, { stay, log }),
        onError: (error) =>
          log("error", "cannot accept a connection for --console", { error: `${error}` }),
      });
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : cause;
      throw new Error(`Cannot listen on ${hostname}:${port} for --console: ${why}`, { cause });
    }
  }

  async #serve(conn: Deno.TcpConn, { stay, log }: { stay: Stay; log: Log }): Promise<void> {
    const request = await readRequest(conn, MAX_HEAD);
    const headers = request && headersOf(request);
    let response = respond(
      `Invalid request: must be HTTP/1.1 with at most ${MAX_HEAD} bytes of headers\n`,
      { status: 400 },
    );
    if (request !== undefined && headers !== undefined) {
      const admitted = this.#guard.check({ ...request, headers });
      if ("status" in admitted) {
        response = respond(`${admitted.message}\n`, { status: admitted.status });
      } else {
        // From here on it is someone who has the token.
        stay.keepPlace();
        const body = request.method === "POST"
          ? await readBody(conn, { rest: request.rest, headers, max: MAX_BODY })
          : new Uint8Array();
        stay.keepTime();
        response = await this.#answer(admitted.path, { ...request, headers, body })
          .catch((error) => {
            log("error", "console request failed", { error: describeError(error) });
            return respond("see the log\n", { status: 500 });
          });
      }
    }
    await sendResponse(conn, { response, method: request?.method ?? "GET" });
  }

  async #answer(path: string, request: PageRequest): Promise<Response> {
    const { method } = request;
    if (method === "POST") return await this.#act(path, request);
    if (method !== "GET" && method !== "HEAD") {
      return respond("only GET, HEAD and POST\n", { status: 405, allow: "GET, HEAD, POST" });
    }
    if (path === "" && !request.path.endsWith("/")) {
      return respond(null, { status: 308, location: `${request.path}/` });
    }
    return pageResponse(path, this.#options.settings) ?? this.#show(path, request) ??
      respond("not found\n", { status: 404 });
  }

  #show(path: string, { query }: PageRequest): Response | undefined {
    const search = new URLSearchParams(query);
    if (path === "events") return this.#stream(undefined);
    if (path === "steps") {
      const ids = (search.get("calls") ?? "").split(",").slice(0, MAX_WATCHED).map(Number);
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
        const from = Math.max(0, Number(search.get("from")) || 0);
        const audio = step?.kind === "sound" ? this.#options.phone?.audio(step, from) : undefined;
        return audio && respond(audio, { type: "audio/wav" });
      }
    }
    return undefined;
  }

  #stream(watched: readonly number[] | undefined): Response {
    const kind = watched === undefined ? "lists" : "steps";
    const feeds = this.#feeds[kind];
    if (feeds.size >= MAX_FEEDS[kind]) {
      return respond("too many browsers are connected\n", { status: 503 });
    }
    const { board, overview, log } = this.#options;
    const feed = new UpdateFeed({
      board,
      overview,
      watched,
      onEnd: () => feeds.delete(feed),
      onError: (error) => log("error", "console failed", { error: describeError(error) }),
    });
    feeds.add(feed);
    // Proxies such as nginx would hold events back.
    return respond(feed.stream, { type: "text/event-stream", "x-accel-buffering": "no" });
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
      // A call in progress, and one whose connection broke, have no hangup in the recording.
      const isOpen = record.end === undefined || record.end.outcome === "hangup";
      if (isOpen && !/^< HANGUP\b/m.test(text)) script.deeds.push({ kind: "hangUp" });
      const handler = handlerOf(record) ?? "./handler.ts";
      const name = `console ${record.id}`;
      return download(testSource(script, { name, handler, ...endOf(record) }), "call_test.ts");
    } catch (error) {
      const why = error instanceof Error ? error.message : error;
      return respond(`Cannot make a test of this call: ${why}\n`, { status: 409 });
    }
  }

  async #act(path: string, request: PageRequest): Promise<Response> {
    const { phone } = this.#options;
    if (phone === undefined) {
      return respond("This console is read-only\n", { status: 405, allow: "GET, HEAD" });
    }
    // A form of another site cannot send this type without asking first.
    if (request.headers.get("content-type") !== "application/json") {
      return respond("only application/json\n", { status: 415 });
    }
    const { body: bytes } = request;
    if (typeof bytes === "number") {
      return respond(`${BODY_PROBLEMS[bytes]}\n`, { status: bytes });
    }
    try {
      const body = readObject(bytes);
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

/** How the handler of a call ended, for its test to check. */
function endOf({ steps, end }: CallRecord): Pick<TestSourceOptions, "outcome" | "error"> {
  switch (end?.outcome) {
    case "completed":
    case "hangup":
      return { outcome: end.outcome };
    case "failed": {
      const last = steps.from(0).findLast(({ kind }) => kind === "end");
      const message = last?.kind === "end" ? last.failure?.message : undefined;
      return { outcome: "failed", error: message?.replaceAll(/\p{Cc}+/gu, " ") };
    }
    default:
      return {};
  }
}

function download(text: string, name: string): Response {
  return respond(text, { "content-disposition": `inline; filename="${name}"` });
}

/**
 * Reads the object that a body is.
 *
 * @throws {TypeError} If it is something else.
 */
function readObject(bytes: Uint8Array): object {
  try {
    const value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // It is not JSON, or not UTF-8.
  }
  throw new TypeError("Invalid body: must be a JSON object in UTF-8");
}
