/** A line of a file of steps. */
export type CallStep =
  & { readonly line: number }
  & (
    | { readonly kind: "hears"; readonly sound: string | RegExp }
    | { readonly kind: "press"; readonly keys: string }
    | { readonly kind: "say"; readonly text: string }
    | { readonly kind: "wait"; readonly milliseconds: number }
    | { readonly kind: "silence" }
    | { readonly kind: "hangup" }
    | { readonly kind: "ends"; readonly outcome: string | undefined }
  );

/** The outcomes of a call, for `ends`. */
export const OUTCOMES: readonly string[] = [
  "caller-hangup",
  "completed",
  "failed",
  "handler-hangup",
  "no-agi",
  "no-answer",
];

/** Maximum number of lines of a file. */
const MAX_LINES = 10_000;

/**
 * Parses steps, one per line; `#` starts a comment.
 *
 * @throws {Error} If a line is not a step.
 */
export function parseSteps(text: string): CallStep[] {
  const lines = text.split("\n");
  if (lines.length > MAX_LINES) throw new Error(`it has more than ${MAX_LINES} lines`);
  return lines.flatMap((written, index) => {
    const line = index + 1;
    const [, word = "", rest = ""] = /^\s*(\S+)\s*(.*?)\s*$/.exec(written) ?? [];
    if (word === "" || word.startsWith("#")) return [];
    const step = stepOf(word, rest);
    if (step === undefined) {
      throw new Error(
        `line ${line} is not a step (hears SOUND, press KEYS, say TEXT, wait MS, silence, hangup, ` +
          `ends [${OUTCOMES.join("|")}])`,
      );
    }
    return [{ line, ...step } as CallStep];
  });
}

function stepOf(word: string, rest: string): Partial<CallStep> | undefined {
  switch (word) {
    case "hears":
      return rest === "" ? undefined : soundOf(rest);
    case "press":
      return /^[0-9A-D*#]+$/.test(rest) ? { kind: "press", keys: rest } : undefined;
    case "say":
      return rest === "" ? undefined : { kind: "say", text: rest };
    case "wait":
      return /^\d{1,8}$/.test(rest) ? { kind: "wait", milliseconds: Number(rest) } : undefined;
    case "silence":
    case "hangup":
      return rest === "" ? { kind: word } : undefined;
    case "ends":
      if (rest !== "" && !OUTCOMES.includes(rest)) return undefined;
      return { kind: "ends", outcome: rest || undefined };
    default:
      return undefined;
  }
}

/** Parses a sound; `/…/` is a regular expression. */
function soundOf(text: string): Partial<CallStep> | undefined {
  const [, source] = /^\/(.+)\/$/.exec(text) ?? [];
  if (source === undefined) return { kind: "hears", sound: text };
  try {
    return { kind: "hears", sound: new RegExp(source) };
  } catch {
    return undefined;
  }
}
