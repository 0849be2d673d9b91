/** How the folders begin. */
const PREFIX = "tipring-";

/** A socket for one connection, in a folder of its own that nobody else can reach. */
export class MeetingPoint implements Disposable {
  /** The path of the socket. */
  readonly socket: string;
  #folder: string;
  #listener: Deno.UnixListener;

  private constructor(folder: string) {
    this.#folder = folder;
    this.socket = `${folder}/s`;
    try {
      this.#listener = Deno.listen({ transport: "unix", path: this.socket });
    } catch (error) {
      remove(folder);
      throw error;
    }
  }

  /**
   * Makes one, in the folder for temporary files. It is made for each worker: who cleans that folder
   * removes what has lain there for days.
   *
   * @throws {Error} If the folder is not there, or its path too long for a socket.
   */
  static open(): MeetingPoint {
    try {
      return new MeetingPoint(Deno.makeTempDirSync({ prefix: PREFIX }));
    } catch (error) {
      const where = Deno.env.get("TMPDIR") ?? "/tmp";
      const why = error instanceof Error ? error.message : `${error}`;
      const right = "it must be a folder that can be written to, with a path of at most 80 bytes";
      throw new Error(`Cannot make a socket for a worker in TMPDIR ${where}: ${right} (${why})`, {
        cause: error,
      });
    }
  }

  /**
   * Waits for the connection, and removes the socket when it has come.
   *
   * @throws {Error} If it is closed first.
   */
  async accept(): Promise<Deno.UnixConn> {
    const conn = await this.#listener.accept();
    this[Symbol.dispose]();
    return conn;
  }

  /** Removes the socket. */
  [Symbol.dispose](): void {
    try {
      this.#listener.close();
    } catch {
      return; // It was closed before.
    }
    remove(this.#folder);
  }
}

/** Removes a folder that may have been removed by somebody else. */
function remove(folder: string): void {
  try {
    Deno.removeSync(folder, { recursive: true });
  } catch {
    // It holds nothing but a socket: it does no harm where it stays.
  }
}
