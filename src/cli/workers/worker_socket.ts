/** How the names of the folders begin. */
const PREFIX = "tipring-";

/** A Unix socket for one connection, in a folder of its own that no other user can enter. */
export class WorkerSocket implements Disposable {
  /** The path of the socket. */
  readonly path: string;
  #folder: string;
  #listener: Deno.UnixListener;

  private constructor(folder: string) {
    this.#folder = folder;
    this.path = `${folder}/s`;
    try {
      this.#listener = Deno.listen({ transport: "unix", path: this.path });
    } catch (error) {
      remove(folder);
      throw error;
    }
  }

  /**
   * Creates a socket in the folder for temporary files. Each worker gets a new one, because
   * cleaners of that folder remove old files.
   *
   * @throws {Error} If that folder does not exist, or its path is too long for a socket.
   */
  static open(): WorkerSocket {
    try {
      return new WorkerSocket(Deno.makeTempDirSync({ prefix: PREFIX }));
    } catch (error) {
      const where = Deno.env.get("TMPDIR") ?? "/tmp";
      const why = error instanceof Error ? error.message : `${error}`;
      const right = "must be a writable folder with a path of at most 80 bytes";
      throw new Error(`Cannot create a worker's socket in TMPDIR "${where}": ${right} (${why})`, {
        cause: error,
      });
    }
  }

  /**
   * Waits for the connection, then removes the socket.
   *
   * @throws {Error} If the socket is closed first.
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

/** Removes a folder, which something else may have removed already. */
function remove(folder: string): void {
  try {
    Deno.removeSync(folder, { recursive: true });
  } catch {
    // It holds only a socket, so it does no harm.
  }
}
