import { PosixRegex } from "../expression/posix_regex.ts";
import type { FunctionContext, ReadTable } from "./dialplan_function.ts";
import { sprintf } from "./sprintf.ts";
import { encodedCharacter, encodedCharacters, splitArguments } from "./split_arguments.ts";

/** Functions of texts. */
export const TEXTS: ReadTable = {
  CSV_QUOTE: (text) => `"${text.replaceAll('"', '""')}"`,
  FILTER: filter,
  KEYPADHASH: (text) => {
    const keys = text.replaceAll(/[^A-Za-z0-9]/g, "").toLowerCase();
    return keys.replaceAll(/[a-z]/g, (letter) => KEYS[letter.charCodeAt(0) - 97] ?? "");
  },
  LEN: (text) => `${text.length}`,
  QUOTE: (text) => `"${text.replaceAll(/["\\]/g, "\\$&")}"`,
  REGEX: regex,
  REPLACE: replaceCharacters,
  SPRINTF: sprintf,
  STRBETWEEN: (args, { read }) => {
    const [name = "", between, more] = splitArguments(args);
    if (between === undefined || more !== undefined) return undefined;
    return [...read(name) ?? ""].join(between);
  },
  STRREPLACE: replaceText,
  TOLOWER: (text) => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()),
  TOUPPER: (text) => text.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase()),
};

/** The keys of a telephone for the letters a to z. */
const KEYS = "22233344455566677778889999";

/** Keeps the characters of a set such as `0-9a-f\x2d`. */
function filter(args: string): string | undefined {
  const [set = "", text] = splitArguments(args, { most: 2, raw: true });
  if (text === undefined) return undefined;
  const allowed = new Set<string>();
  for (let rest = set; rest !== "";) {
    const [first, length] = encodedCharacter(rest) ?? ["", rest.length];
    rest = rest.slice(length);
    allowed.add(first);
    const [last, size] = rest.startsWith("-") ? encodedCharacter(rest.slice(1)) ?? [] : [];
    if (last === undefined || size === undefined) continue;
    rest = rest.slice(1 + size);
    // A descending range wraps around from the last byte to the first.
    allowed.add(last);
    for (let code = first.charCodeAt(0); code !== last.charCodeAt(0); code = (code + 1) & 0xff) {
      allowed.add(String.fromCharCode(code));
    }
  }
  return [...text].filter((character) => allowed.has(character)).join("");
}

/** Parses `"expression" text`; a backslash in the quotes escapes the next character. */
function regex(args: string): string | undefined {
  const [, quoted, text] = /^[^"]*"((?:[^"\\]|\\[^])*)" ?([^]*)$/.exec(args) ?? [];
  if (quoted === undefined || text === undefined) return undefined;
  const compiled = PosixRegex.compile(quoted.replaceAll(/\\([^])/g, "$1"));
  return compiled && (compiled.exec(text) === undefined ? "0" : "1");
}

/** Replaces each of some characters by another, or removes it. */
function replaceCharacters(args: string, { read }: FunctionContext): string | undefined {
  const [name = "", find, replacement = ""] = splitArguments(args, { most: 3 });
  const text = read(name);
  const found = new Set(encodedCharacters(find ?? ""));
  if (text === undefined || found.size === 0) return undefined;
  const other = encodedCharacter(replacement)?.[0] ?? "";
  return [...text].map((character) => found.has(character) ? other : character).join("");
}

/** Replaces a text by another, everywhere or the first few times. */
function replaceText(args: string, { read }: FunctionContext): string | undefined {
  const [name = "", find = "", replacement = "", most = ""] = splitArguments(args, { most: 4 });
  if (find === "") return undefined;
  const parts = (read(name) ?? "").split(find);
  const times = parseInt(most) > 0 ? parseInt(most) : Infinity;
  const [first = "", ...others] = parts;
  return others.reduce(
    (text, part, index) => `${text}${index < times ? replacement : find}${part}`,
    first,
  );
}
