/**
 * The API reference: the first sentence of each public symbol, which lists and editors show alone.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { entryPoints } from "../../scripts/entry_points.ts";
import { ROOT } from "./pages.ts";

/** A symbol or a member in the output of `deno doc --json`. */
interface Documented {
  name?: string;
  kind?: string;
  accessibility?: string;
  jsDoc?: { doc?: string };
  def?: unknown;
}

/** The parts of a class or an interface that have members. */
const PARTS = ["properties", "methods", "constructors"] as const;

/** Each public symbol and member, with its comment. A setter has that of its getter. */
async function readComments(): Promise<Map<string, string>> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", ...entryPoints()],
    cwd: ROOT,
    stderr: "inherit",
  }).output();
  assert(success);
  const { nodes } = JSON.parse(new TextDecoder().decode(stdout)) as {
    nodes: Record<string, { symbols: { name: string; declarations: Documented[] }[] }>;
  };
  const comments = new Map<string, string>();
  const add = (name: string, { jsDoc }: Documented) => {
    if (!comments.get(name)) comments.set(name, jsDoc?.doc?.trim() ?? "");
  };
  for (const [file, { symbols }] of Object.entries(nodes)) {
    for (const { name, declarations } of symbols) {
      for (const declaration of declarations) {
        // A re-export has the comment of the original.
        if (declaration.kind === "reference") continue;
        const full = `${file.slice(file.indexOf(ROOT) + ROOT.length)} ${name}`;
        add(full, declaration);
        const def = declaration.def as Record<string, Documented[] | undefined> | undefined;
        for (const member of PARTS.flatMap((part) => def?.[part] ?? [])) {
          if (member.accessibility !== "private") add(`${full}.${member.name}`, member);
        }
      }
    }
  }
  return comments;
}

/** The first sentence of a comment. An abbreviation does not end one. */
function firstSentence(comment: string): string {
  const [paragraph = ""] = comment.split(/\n\s*\n/);
  const [sentence = ""] = paragraph.replaceAll("\n", " ")
    .split(/(?<!\b(?:e\.g|i\.e|a\.m|p\.m))(?<=[.!?]\)?) (?=["`{(A-Z])/);
  return sentence;
}

/** What is wrong with a first sentence; `undefined` if nothing is. */
function problemOf(comment: string): string | undefined {
  const sentence = firstSentence(comment);
  if (sentence === "") return "has no comment";
  if (!/[.]\)?$/.test(sentence)) return `does not end with a full stop: ${sentence}`;
  const words = sentence.replaceAll(/\{@\w+ [^}]*\}/g, "").match(/[\w'-]+/g) ?? [];
  if (/^See\b/.test(sentence) || words.length < 2) return `says too little: ${sentence}`;
  return undefined;
}

Deno.test("each public symbol has a first sentence that makes sense alone", async () => {
  const comments = await readComments();
  assert(comments.size > 900, `${comments.size} symbols`);
  const problems = [...comments].flatMap(([name, comment]) => {
    const problem = problemOf(comment);
    return problem === undefined ? [] : [`${name} ${problem}`];
  });
  assertEquals(problems, []);
});

Deno.test("a first sentence that is missing, cut or a bare link is a problem", () => {
  for (
    const comment of ["", "See {@linkcode x}.", "{@linkcode x}.", "Which ended:\n\n- a", "Waits"]
  ) {
    assert(problemOf(comment) !== undefined, comment);
  }
  for (const comment of ["Waits, e.g. For it. See {@linkcode x}", "Spells it (see `x`). Or not"]) {
    assertEquals(problemOf(comment), undefined, comment);
  }
});
