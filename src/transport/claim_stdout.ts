import { allowedAll } from "./allowed_all.ts";

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
 * all as it was: it needs Linux and `-A`.
 *
 * Why by FFI: `fs.closeSync(1)` does not close the descriptor with Deno 2.9.6, so no other file can get
 * its number.
 */
export function claimStdout(): Write | undefined {
  if (Deno.build.os !== "linux" || !allowedAll()) return undefined;
  let file: Deno.FsFile | undefined;
  try {
    const numbers = Array.from(Deno.readDirSync(FOLDER), ({ name }) => Number(name));
    // Takes the number of the descriptor that listed them, so that all of them are open now: an error
    // takes a bundle as long as a third of an empty program.
    const placeholder = file = Deno.openSync(PLACEHOLDER, { write: true });
    if (moveStdout(numbers)) return (bytes) => placeholder.write(bytes);
  } catch {
    // Another thread has closed a descriptor, or the permissions were granted one by one.
  }
  file?.close();
  return undefined;
}

/** Puts the pipe in place of the placeholder. Returns whether it did. */
function moveStdout(numbers: readonly number[]): boolean {
  const before = new Map(numbers.map((fd) => [fd, Deno.readLinkSync(`${FOLDER}/${fd}`)]));
  const [own, ...others] = numbers.filter((fd) => before.get(fd) === PLACEHOLDER);
  const dup3 = findDup3();
  if (own === undefined || others.length > 0 || dup3(1, own, O_CLOEXEC) !== own) return false;
  dup3(2, 1, 0);
  const stdout = before.get(1);
  // Deno has a copy for child processes that inherit it. A socket is standard input as well.
  if (stdout !== undefined && stdout !== before.get(0)) {
    for (const [fd, target] of before) if (fd > 2 && target === stdout) dup3(2, fd, O_CLOEXEC);
  }
  return true;
}

/** Makes one descriptor a copy of another. */
type Dup3 = (from: number, to: number, flags: number) => number;

const DUP3 = { parameters: ["i32", "i32", "i32"], result: "i32" } as const;

/** Finds it by its address: for a symbol with parameters, Deno would generate machine code. */
function findDup3(): Dup3 {
  const { symbols } = Deno.dlopen("libc.so.6", { dup3: { type: "pointer" } });
  const pointer = new Deno.UnsafeFnPointer(
    symbols.dup3 as Deno.PointerObject<typeof DUP3>,
    DUP3,
  );
  return (from, to, flags) => pointer.call(from, to, flags);
}
