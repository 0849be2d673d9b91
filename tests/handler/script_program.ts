import { type End, Folder, Program } from "../cli/program.ts";

/** What a script hears first; there is no `agi_network`. */
export const ENVIRONMENT = "agi_request: pin.ts\nagi_channel: SIP/1\nagi_version: 22.10.1\n\n";

export const OK = "200 result=1\n";

/** A script that Asterisk has begun to run. */
export class Script implements AsyncDisposable {
  readonly program: Program;
  readonly file: string;
  #folder: Folder;

  private constructor(program: Program, file: string, folder: Folder) {
    this.program = program;
    this.file = file;
    this.#folder = folder;
  }

  static async start(
    text: string,
    { args = [], name = "pin.ts" }: { args?: readonly string[]; name?: string } = {},
  ): Promise<Script> {
    const folder = await Folder.make();
    const file = await folder.write(name, text);
    const program = new Program([file, ...args]);
    await program.peer.say(ENVIRONMENT);
    return new Script(program, file, folder);
  }

  /** Waits for a command and answers it. */
  answer(reply: string = OK): Promise<string | null> {
    return this.program.peer.answer(reply);
  }

  end(): Promise<End> {
    return this.program.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
  }
}

/** A word as Asterisk reads it: in quotes, `\` and `"` escaped by a `\`. */
export function quoted(text: string): string {
  return `"${text.replaceAll(/[\\"]/g, "\\$&")}"`;
}
