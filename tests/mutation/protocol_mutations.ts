import type { Mutation } from "./try_mutations.ts";

/** What can go wrong in `src/protocol`. */
export const PROTOCOL_MUTATIONS: readonly Mutation[] = [
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
    from: 'if (line.startsWith("100")) {',
    to: "if (false) {",
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
    name: "interim replies are not limited",
    file: "src/protocol/reply.ts",
    from: "if (++this.#interims <= MAX_INTERIMS)",
    to: "if (++this.#interims <= 1e9)",
  },
  {
    name: "the lines of a reply are not limited",
    file: "src/protocol/reply.ts",
    from: "if (this.#length > this.#maxLength) {",
    to: "if (this.#length > 1e9) {",
  },
  {
    name: "a second reply is not refused",
    file: "src/protocol/reply.ts",
    from: "throw new AgiProtocolError(`Unexpected line from Asterisk: ${quoteLine(line)}`);",
    to: 'return "more";',
  },
  {
    name: "a line is not limited until it ends",
    file: "src/protocol/lines.ts",
    from: "if (length > this.#limit) {",
    to: "if (end >= 0 && length > this.#limit) {",
  },
  {
    name: "a memory budget is never given back",
    file: "src/protocol/memory_budget.ts",
    from: "this.#used -= bytes;",
    to: "",
  },
  {
    name: "a refused taking counts",
    file: "src/protocol/memory_budget.ts",
    from: "if (this.#used + bytes > this.#limit) {",
    to: "if ((this.#used += bytes) > this.#limit) {",
  },
  {
    name: "the memory of a byte buffer is never given back",
    file: "src/protocol/byte_buffer.ts",
    from: "this.#budget?.give(this.#bytes.length);",
    to: "",
  },
  {
    name: "the memory of a text of lines is never given back",
    file: "src/protocol/line_text.ts",
    from: "this.#budget?.give(this.#charged);",
    to: "",
  },
  {
    name: "arguments are taken from a caller's name",
    file: "src/protocol/environment.ts",
    from: 'Math.max(0, text.lastIndexOf("\\nagi_threadid: "))',
    to: "0",
  },
  {
    name: "the last of two equal keys wins, also before the caller's name",
    file: "src/protocol/environment.ts",
    from: "AHEAD_OF_CALLER.has(key) ? text.indexOf(line) : text.lastIndexOf(line)",
    to: "text.lastIndexOf(line)",
  },
  {
    name: "a whole reply may be longer than one packet",
    file: "src/protocol/whole_reply.ts",
    from: " || last > ONE_PIECE",
    to: "",
  },
  {
    name: "any line is a whole reply",
    file: "src/protocol/whole_reply.ts",
    from:
      "for (let at = 0; at < BEGINNING.length; at++) if (chunk[at] !== BEGINNING[at]) return undefined;",
    to: "",
  },
];
