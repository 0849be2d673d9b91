/**
 * Breaks the library on purpose, one thing at a time, and sees whether the model finds it.
 *
 *     deno run --allow-read --allow-write --allow-run=deno tests/model/mutations.ts [WORD]
 *
 * WORD selects the mutations whose names hold it.
 *
 * @module
 */

/** A piece of the source, and what to put in its place. */
export interface Mutation {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const MUTATIONS: readonly Mutation[] = [
  {
    name: "a fence is over at its first token",
    file: "src/session/exchange.ts",
    from: "tokens.splice(0, index + 1);",
    to: "tokens.length = 0;",
  },
  {
    name: "a stopped command is not fenced",
    file: "src/session/session.ts",
    from: "if (!turn.canInterrupt(this.environment)) return turn.reject(turn.stopReason?.error);",
    to: "if (turn.canInterrupt(this.environment)) turn.reject(turn.stopReason?.error), " +
      "this.#inFlight.abandon(), this.#turn = undefined, this.#advance();",
  },
  {
    name: "an unanswered fence is not followed by another",
    file: "src/session/exchange.ts",
    from: "() => this.#sendFence(",
    to: "() => 0 && this.#sendFence(",
  },
  {
    name: "any fence takes for its own what another one answers",
    file: "src/session/exchange.ts",
    from: "if (!line.endsWith(answer)) continue;",
    to: "if (!/ \\(tipring-.*\\)$/.test(line)) continue;",
  },
  {
    name: "a reply before the fence ends the exchange",
    file: "src/session/exchange.ts",
    from: "if (!this.#fenced) this.#end();",
    to: "this.#end();",
  },
  {
    name: "the queue sends two commands at once",
    file: "src/session/session.ts",
    from: "while (this.#turn === undefined && !this.#reading) {",
    to: "while (!this.#reading) {",
  },
  {
    name: "the queue is last in, first out",
    file: "src/session/session.ts",
    from: "const turn = this.#queue.shift();",
    to: "const turn = this.#queue.pop();",
  },
  {
    name: "a command that is not interruptible is not waited for",
    file: "src/session/session.ts",
    from: "if (!turn.canInterrupt(this.environment)) return turn.reject(turn.stopReason?.error);",
    to: "if (!turn.canInterrupt(this.environment)) return turn.reject(turn.stopReason?.error), " +
      "this.#inFlight.abandon(), this.#turn = undefined, this.#advance();",
  },
  {
    name: "a command that was stopped in the queue is sent",
    file: "src/session/session.ts",
    from: "if (!turn.settled) this.#begin(turn);",
    to: "this.#begin(turn);",
  },
  {
    name: "the interrupted result is taken for a result",
    file: "src/session/turn.ts",
    from: "result === this.command.interruptedResult",
    to: "false",
  },
  {
    name: "quotes are not escaped",
    file: "src/protocol/request.ts",
    from: 'return arg.replaceAll(/[\\\\"]/g,',
    to: "return arg.replaceAll(/[\\\\]/g,",
  },
  {
    name: "backslashes are not escaped",
    file: "src/protocol/request.ts",
    from: 'arg.replaceAll(/[\\\\"]/g',
    to: 'arg.replaceAll(/["]/g',
  },
  {
    name: "lines are not limited",
    file: "src/protocol/request.ts",
    from: "length > maxCommandBytes(version())) {",
    to: "length > maxCommandBytes(version()) + 1000) {",
  },
  {
    name: "a free text ends at its first line",
    file: "src/protocol/reply.ts",
    from: "this.#shape.freeText && !whole",
    to: "this.#shape.freeText && false",
  },
  {
    name: "a HANGUP line in a text is a hangup",
    file: "src/protocol/reply.ts",
    from: 'case "unbounded":\n        this.#keep(line);',
    to:
      'case "unbounded":\n        if (line === "HANGUP") return "hangup";\n        this.#keep(line);',
  },
  {
    name: "the 520 behind EXEC is not expected",
    file: "src/protocol/reply.ts",
    from: "result === this.#shape.usageFollows",
    to: 'result === "none"',
  },
  {
    name: "the interim 100 is taken for the reply",
    file: "src/protocol/reply.ts",
    from: 'if (line.startsWith("100")) return "more";',
    to: "",
  },
  {
    name: "a HANGUP line is ignored while a command runs",
    file: "src/session/in_flight.ts",
    from: "if (exchange?.over === false) return exchange.push(line, mayGoOn);",
    to: "if (exchange?.over === false) return exchange.push(line, mayGoOn) && false;",
  },
  {
    name: "every hangup is a new one",
    file: "src/session/session.ts",
    from: "turn.reject(over, this.#refuse());",
    to: 'turn.reject(new AgiSigpipeHangup("again"), this.#refuse());',
  },
  {
    name: "queued commands are forgotten at the hangup",
    file: "src/session/session.ts",
    from: "for (const turn of this.#queue) if (!turn.evenAfterHangup) turn.reject(hangup);",
    to:
      "if (!hangup.message) return; else this.#queue = this.#queue.filter((t) => t.evenAfterHangup);",
  },
  {
    name: "a -1 is never asked about",
    file: "src/session/session.ts",
    from: "if (ambiguous && this.#hangup === undefined) {",
    to: "if (false) {",
  },
  {
    name: "a -1 after the hangup is a hangup",
    file: "src/session/session.ts",
    from: "!turn.evenAfterHangup && isAmbiguous(command, reply);",
    to: "isAmbiguous(command, reply);",
  },
  {
    name: "a channel that is dead from the start is hung up",
    file: "src/session/session.ts",
    from: "if (this.#seenAlive) {",
    to: "{",
  },
  {
    name: "the timer of a command is left behind",
    file: "src/session/turn.ts",
    from: "if (this.#timer !== undefined) clearTimeout(this.#timer);",
    to: "",
  },
  {
    name: "the listener of a command is left behind",
    file: "src/session/turn.ts",
    from: 'this.#signal?.removeEventListener("abort", this.#onAbort)',
    to: "this.#signal",
  },
  {
    name: "a chunk that begins with a whole reply is taken for one",
    file: "src/protocol/whole_reply.ts",
    from: "if (chunk.indexOf(NEWLINE, BEGINNING.length) !== last) return undefined;",
    to: "if (chunk[last] !== NEWLINE) return undefined;",
  },
  {
    name: "a whole reply need not have its line end",
    file: "src/protocol/whole_reply.ts",
    from: "if (chunk.indexOf(NEWLINE, BEGINNING.length) !== last) return undefined;",
    to: "const end = chunk.indexOf(NEWLINE, BEGINNING.length); " +
      "if (end >= 0 && end !== last) return undefined;",
  },
  {
    name: "a free text that begins in a chunk ends in it",
    file: "src/protocol/whole_reply.ts",
    from: "if (!text.endsWith(end)) return undefined;",
    to: "",
  },
  {
    name: "the 520 after EXEC is not expected where the reply came whole",
    file: "src/protocol/whole_reply.ts",
    from: "result === usageFollows",
    to: 'result === "none"',
  },
  {
    name: "a whole reply is taken while a line has begun",
    file: "src/session/in_flight.ts",
    from: " || this.#lines?.begun",
    to: "",
  },
  {
    name: "a whole reply is taken after a fence",
    file: "src/session/in_flight.ts",
    from: "      this.#asked = undefined;\n    }\n    return this.#exchange;",
    to: "    }\n    return this.#exchange;",
  },
  {
    name: "a command whose reply came whole stays asked",
    file: "src/session/in_flight.ts",
    from: "    if (reply === undefined) return undefined;\n    this.#asked = undefined;",
    to: "    if (reply === undefined) return undefined;",
  },
  {
    name: "a command forgotten by the handler ends the process",
    file: "src/session/turn.ts",
    from: "if (endsConversation(error)) this.promise.catch(() => {});",
    to: "",
  },
];

if (import.meta.main) Deno.exitCode = await main(Deno.args);

function main([word = ""]: readonly string[]): Promise<number> {
  const fails = async (copy: URL) => await failsModel(copy) || await failsQuoting(copy);
  return tryMutations(MUTATIONS.filter(({ name }) => name.includes(word)), fails);
}

/** Tries one mutation after the other. Returns an exit status: 0 if `fails` found all of them. */
export async function tryMutations(
  selected: readonly Mutation[],
  fails: (copy: URL) => Promise<boolean>,
): Promise<number> {
  if (await findsFault(undefined, fails)) {
    say("Cannot tell anything: a fault is found in the library as it is");
    return 1;
  }
  let survivors = 0;
  for (const mutation of selected) {
    const begin = performance.now();
    const found = await findsFault(mutation, fails);
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    say(`${found ? "found   " : "SURVIVED"}  ${mutation.name}  (${seconds} s)`);
    if (!found) survivors++;
  }
  say(`${selected.length - survivors} of ${selected.length} mutations were found`);
  return survivors === 0 ? 0 : 1;
}

/** Runs the model against a copy of the library with the mutation in it. */
async function findsFault(
  mutation: Mutation | undefined,
  fails: (copy: URL) => Promise<boolean>,
): Promise<boolean> {
  const root = new URL("../../", import.meta.url);
  const folder = await Deno.makeTempDir({ prefix: "mutation-" });
  try {
    const copy = new URL(`file://${folder}/`);
    for (const part of ["src", "tests/model", "offline"]) await copyFolder(root, copy, part);
    for (const file of ["deno.json", "mod.ts"]) {
      await Deno.copyFile(new URL(file, root), new URL(file, copy));
    }
    if (mutation !== undefined) await mutate(copy, mutation);
    return await fails(copy);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function mutate(copy: URL, { name, file, from, to }: Mutation): Promise<void> {
  const target = new URL(file, copy);
  const source = await Deno.readTextFile(target);
  if (source.split(from).length !== 2) {
    throw new Error(`Cannot do "${name}": ${file} does not hold this exactly once: ${from}`);
  }
  await Deno.writeTextFile(target, source.replace(from, () => to));
}

async function failsModel(copy: URL): Promise<boolean> {
  const { code, text } = await run(copy, ["run", "-A", "tests/model/run.ts", "20000", "1"]);
  if (code !== 0 && !text.includes("A conversation failed")) {
    throw new Error(`Cannot run the model:\n${text}`);
  }
  return code !== 0;
}

async function failsQuoting(copy: URL): Promise<boolean> {
  const { code, text } = await run(copy, [
    "test",
    "--no-check",
    "-A",
    "tests/model/quoting_test.ts",
  ]);
  if (code !== 0 && !text.includes("Property failed")) {
    throw new Error(`Cannot run the test of quoting:\n${text}`);
  }
  return code !== 0;
}

/** Runs deno in a copy of the library. */
export async function run(folder: URL, args: string[]): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await new Deno.Command("deno", { args, cwd: folder }).output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

async function copyFolder(from: URL, to: URL, path: string): Promise<void> {
  await Deno.mkdir(new URL(path, to), { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(new URL(path, from))) {
    const inner = `${path}/${name}`;
    if (isDirectory) await copyFolder(from, to, inner);
    else await Deno.copyFile(new URL(inner, from), new URL(inner, to));
  }
}

function say(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}
