/** Reads the log of a server, which must not fill its pipe. */
export class ServerLog {
  #reader: ReadableStreamDefaultReader<string>;
  #text = "";

  /** Reads standard error of a server. */
  constructor(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.#reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Returns the first group of a pattern as soon as the log has it. */
  async find(pattern: RegExp): Promise<string> {
    while (true) {
      const [, found] = pattern.exec(this.#text) ?? [];
      if (found !== undefined) return found;
      const { value, done } = await this.#reader.read();
      if (done) throw new Error(`The server ended:\n${this.#text}`);
      this.#text += value;
    }
  }

  /** Reads on, and forgets what it reads. */
  async drain(): Promise<void> {
    while (!(await this.#reader.read()).done);
  }
}
