/** The keys of a telephone. */
const KEYS = /[0-9A-D*#]/g;

/** The longest line of standard input, in characters. */
const MAX_LINE = 1024;

/** Callbacks for what is typed. */
export interface KeyReader {
  /** Called for a key typed in a terminal. */
  key(key: string): void;
  /** Called when `s` is typed in a terminal: the caller falls silent. */
  silence(): void;
  /** Called for a line from a pipe. */
  line(keys: string): void;
}

/**
 * Reads standard input until the returned object is disposed of: key by key in a terminal, line by
 * line from a pipe.
 */
export function readKeys(reader: KeyReader): Disposable {
  const terminal = Deno.stdin.isTerminal();
  // With cbreak, Ctrl-C is still a signal.
  if (terminal) Deno.stdin.setRaw(true, { cbreak: true });
  let open = true;
  let begun = "";
  read((text) => {
    if (open) take(text);
  }).then(() => {
    // An unfinished last line counts; an empty one is not an answer.
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
    // Standard input is closed, so there are no keys.
  }
}

function keysOf(line: string): string {
  return (line.toUpperCase().match(KEYS) ?? []).join("");
}
