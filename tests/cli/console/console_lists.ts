import { assert } from "@std/assert";
import type { CallSummary, Overview, Step, Update } from "../../../src/cli/console/messages.ts";
import type { Program } from "../program.ts";

/** The lists of a console, as its page has them. */
export class ConsoleLists implements AsyncDisposable {
  readonly url: string;
  /** The calls, by their numbers in the console. */
  readonly calls: Map<number, CallSummary> = new Map();
  overview: Overview | undefined;
  #reader: ReadableStreamDefaultReader<string>;
  #text = "";

  private constructor(url: string, body: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.url = url;
    this.#reader = body.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Opens the lists of a server whose log has the address of its console. */
  static async open(program: Program): Promise<ConsoleLists> {
    const [url = ""] = /http:[^\s"]+/.exec(await program.logged(/ console url=/)) ?? [];
    const { body } = await fetch(`${url}events`);
    assert(body !== null);
    return new ConsoleLists(url, body);
  }

  /** Waits until the lists are as they should be. */
  async until(isRight: () => boolean): Promise<void> {
    while (!isRight()) {
      const { value, done } = await this.#reader.read();
      assert(!done, JSON.stringify([this.overview, ...this.calls.values()]));
      this.#text += value;
      const events = this.#text.split("\n\n");
      this.#text = events.pop() ?? "";
      for (const event of events) if (event.startsWith("data: ")) this.#take(event.slice(6));
    }
  }

  /** The calls of a worker that are in progress, as the overview counts them. */
  runningAt(worker: number): number | undefined {
    return this.overview?.workers?.running.find(({ number }) => number === worker)?.inProgress;
  }

  /** The steps of a call so far. */
  async steps(id: number): Promise<readonly Step[]> {
    const { body } = await fetch(`${this.url}steps?calls=${id}`);
    let text = "";
    for await (const part of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += part;
      if (text.includes("data: ") && text.endsWith("\n\n")) break;
    }
    const update: Update = JSON.parse(text.slice(text.indexOf("data: ") + 6));
    return update.steps?.[0]?.steps ?? [];
  }

  /** What the server sends for a path of the console. */
  async text(path: string): Promise<string> {
    return await (await fetch(`${this.url}${path}`)).text();
  }

  #take(text: string): void {
    const { overview, calls = [], gone = [] }: Update = JSON.parse(text);
    this.overview = overview ?? this.overview;
    for (const call of calls) this.calls.set(call.id, call);
    for (const id of gone) this.calls.delete(id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The program may have ended already.
    await this.#reader.cancel().catch(() => {});
  }
}
