import { clip } from "../../protocol/text.ts";

/** Maximum length of the text of one argument, in characters: a line of the log is shorter. */
const MAX_TEXT = 8000;

/** Formats the arguments of `console.log()` as Deno does, without colours and groups. */
export function consoleText(args: readonly unknown[]): string {
  const [first, ...rest] = args;
  if (typeof first !== "string" || rest.length === 0) return args.map(show).join(" ");
  return [fillIn(clip(first, MAX_TEXT), rest), ...rest.map(show)].join(" ");
}

/** Replaces placeholders such as `%s` with the next arguments, and removes those. */
function fillIn(template: string, args: unknown[]): string {
  return template.replaceAll(/%([sdifoOjc%])/g, (placeholder, kind) => {
    if (kind === "%") return "%";
    return args.length === 0 ? placeholder : convert(kind, args.shift());
  });
}

function convert(kind: string, value: unknown): string {
  switch (kind) {
    case "s":
      return clip(String(value), MAX_TEXT);
    case "d":
    case "i":
      return typeof value === "symbol" ? "NaN" : `${parseInt(`${value}`)}`;
    case "f":
      return typeof value === "symbol" ? "NaN" : `${parseFloat(`${value}`)}`;
    case "j":
      return clip(JSON.stringify(value) ?? "undefined", MAX_TEXT);
    case "c":
      return "";
    default:
      return inspect(value);
  }
}

function show(value: unknown): string {
  return typeof value === "string" ? clip(value, MAX_TEXT) : inspect(value);
}

function inspect(value: unknown): string {
  return clip(Deno.inspect(value), MAX_TEXT);
}
