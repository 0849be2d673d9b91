/** Writes bytes; resolves with how many. */
type Write = (bytes: Uint8Array) => Promise<number>;

/** Opened only to get a descriptor that nothing else has. */
const PLACEHOLDER = "/dev/zero";

/** Has a link for each descriptor of this process. */
const FOLDER = "/proc/self/fd";

/** Closes a descriptor in programs that this process starts. */
const O_CLOEXEC = 0o2000000;

/**
 * Gives the pipe of standard output a descriptor of its own, and points descriptor 1 at standard error:
 * what Workers, child processes and libraries write to descriptor 1 or to `/dev/stdout` then cannot
 * become a command. Returns how to write to the pipe; `undefined` if it is not possible, which leaves
 * all as it was: it needs Linux, and `--allow-ffi`, `--allow-read` and `--allow-write` (`-A` has them).
 *
 * Why by FFI: `fs.closeSync(1)` does not close the descriptor with Deno 2.9.6, so no other file can get
 * its number.
 */
export function claimStdout(): Write | undefined {
  if (Deno.build.os !== "linux") return undefined;
  for (const name of ["ffi", "read", "write"] as const) {
    if (Deno.permissions.querySync({ name }).state !== "granted") return undefined;
  }
  try {
    return moveStdout();
  } catch {
    return undefined;
  }
}

function moveStdout(): Write | undefined {
  const { symbols: { dup, dup3, close } } = Deno.dlopen("libc.so.6", {
    dup: { parameters: ["i32"], result: "i32" },
    dup3: { parameters: ["i32", "i32", "i32"], result: "i32" },
    close: { parameters: ["i32"], result: "i32" },
  });
  // The next file gets the lowest number that is free.
  const own = dup(1);
  close(own);
  const before = descriptors(own);
  const stdout = before.get(1);
  // A file of Deno's, whose descriptor becomes the pipe.
  const file = Deno.openSync(PLACEHOLDER, { write: true });
  if (targetOf(own) !== PLACEHOLDER || dup3(1, own, O_CLOEXEC) !== own) {
    file.close();
    return undefined;
  }
  dup3(2, 1, 0);
  // Deno has a copy for child processes that inherit it. A socket is standard input as well.
  if (stdout !== undefined && stdout !== before.get(0)) {
    for (const [fd, target] of before) if (fd > 2 && target === stdout) dup3(2, fd, O_CLOEXEC);
  }
  return (bytes) => file.write(bytes);
}

/**
 * The open descriptors of this process, and what each is, except the one that lists them: it is closed
 * by then, and an error costs 20 ms in a bundle.
 */
function descriptors(lister: number): Map<number, string> {
  const found = new Map<number, string>();
  for (const { name } of Deno.readDirSync(FOLDER)) {
    const fd = Number(name);
    if (fd === lister) continue;
    try {
      found.set(fd, targetOf(fd));
    } catch {
      // Another thread has closed it.
    }
  }
  return found;
}

function targetOf(fd: number): string {
  return Deno.readLinkSync(`${FOLDER}/${fd}`);
}
