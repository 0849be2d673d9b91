/** The keys of a telephone. */
const KEYS = /[0-9A-D*#]/g;

/** A line of standard input may be so long. */
const MAX_LINE = 1024;

/** Who reads keys. */
export interface KeyReader {
  /** A key was typed in a terminal. */
  key(key: string): void;
  /** The caller falls silent: `s` was typed in a terminal. */
  silence(): void;
  /** A line came through a pipe. */
  line(keys: string): void;
}

/**
 * Reads standard input until what it returns is disposed of: keys one by one in a terminal, lines
 * through a pipe.
 */
export function readKeys(reader: KeyReader): Disposable {
  const terminal = Deno.stdin.isTerminal();
  // With cbreak Ctrl-C still is a signal.
  if (terminal) Deno.stdin.setRaw(true, { cbreak: true });
  let open = true;
  let begun = "";
  read((text) => {
    if (open) take(text);
  }).then(() => {
    // A line that was begun counts; the end itself is not an answer.
    if (open && begun !== "") take("\n");
  });
  return {
    [Symbol.dispose]() {
      open = false;
      if (terminal) Deno.stdin.setRaw(false);
    },
  };

  function take(text: string): void {
    if (terminal) {
      for (const key of text.toUpperCase()) {
        if (key === "S") reader.silence();
        else if (key.match(KEYS)) reader.key(key);
      }
      return;
    }
    const lines = (begun + text).split("\n");
    begun = (lines.pop() ?? "").slice(0, MAX_LINE);
    for (const line of lines) reader.line(keysOf(line));
  }
}

async function read(take: (text: string) => void): Promise<void> {
  const buffer = new Uint8Array(1024);
  const decoder = new TextDecoder();
  try {
    let count = await Deno.stdin.read(buffer);
    while (count !== null) {
      take(decoder.decode(buffer.subarray(0, count), { stream: true }));
      count = await Deno.stdin.read(buffer);
    }
  } catch {
    // Without standard input there are no keys.
  }
}

function keysOf(line: string): string {
  return (line.toUpperCase().match(KEYS) ?? []).join("");
}
