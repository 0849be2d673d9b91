import { withoutStack } from "../../logging/describe_error.ts";
import { withoutColours } from "../../protocol/text.ts";

/** What Deno's runtime without a compiler says of a syntax error. */
const RAW_SYNTAX_ERROR =
  /^JsErrorBox \{ inner: .*?ParseDiagnosticInner \{ .*?path: ("(?:[^"\\]|\\.)*").*?range: SourceRange \{ start: SourcePos\((\d+)\).*?kind: (\w+).*?start_pos: StartSourcePos\((\d+)\)/s;

/** What it calls the most frequent ones. */
const KINDS: Readonly<Record<string, string>> = {
  Eof: "unexpected end of file",
  TS1003: "identifier expected",
  TS1005: "a bracket, comma or semicolon is missing",
  TS1109: "expression expected",
  UnterminatedStrLit: "unterminated string",
  UnterminatedTpl: "unterminated template",
};

/** What `handler_hooks.ts` says of a name that stands for nothing; Deno puts a word in front. */
const UNKNOWN_NAME = /nothing says what .*/;

/** What Deno says of a module that it cannot load, with the file that imports it where it knows it. */
const NOT_LOADED = [
  /^Module not found "(?<module>file:\S+)"\.\n *at (?<importer>\S+)$/,
  // To hooks, as after a reload.
  /^Loading unprepared module: (?<module>file:\S+), imported from: (?<importer>\S+)$/,
  // In a compiled program.
  /^Module not found: (?<module>file:\S+)$/,
] as const;

/** The mark of a reload in an address. */
const MARK = /\?reload=\d+/g;

/** What Deno's runtime without a compiler says of a file that it cannot read, e.g. a folder. */
const RAW_READ_ERROR = /^JsErrorBox \{ inner: Os \{.* message: "([^"]*)" \} \}$/;

/** A package that is not there. */
const PACKAGE = /((?:npm|jsr):[^\s'"]+)|constraint '([^']+)'/;

/** The first line of a stack whose error comes from `import()` itself, before any code ran. */
const IMPORTED = /^\n *at async (?:importPlainly|importWithHooks)\b/;

/**
 * Returns an error of `import()` with a message that says what is wrong and where, and without a
 * stack: a compiled program says neither by itself. What a module threw is returned as it is.
 *
 * @param wanted Packages that would have had to be fetched.
 */
export function readableFailure(error: unknown, wanted: readonly string[] = []): unknown {
  if (!(error instanceof Error)) return error;
  const syntax = readableSyntaxError(error.message);
  if (syntax !== undefined) return withoutStack(new SyntaxError(syntax));
  const unknown = UNKNOWN_NAME.exec(error.message);
  if (unknown !== null) return withoutStack(new TypeError(unknown[0]));
  const unread = readableReadError(error.message);
  if (unread !== undefined) return withoutStack(new Error(unread));
  if (!Deno.build.standalone) return withoutOwnLines(error);
  const [, address, constraint] = PACKAGE.exec(error.message) ?? [];
  const [name = address ?? (constraint && `npm:${constraint}`)] = wanted;
  if (name === undefined) return withoutOwnLines(error);
  return withoutStack(
    new Error(
      `it imports "${name}", which an executable cannot fetch (bundle the handler with ` +
        '"deno bundle --platform deno", or build an executable with the handler inside: ' +
        '"deno task compile HANDLER.ts")',
    ),
  );
}

/** Names a module that a handler imports and that cannot be loaded. */
function readableReadError(message: string): string | undefined {
  // Deno writes colours also where standard error is not a terminal.
  const text = withoutColours(message).replaceAll(MARK, "");
  for (const pattern of NOT_LOADED) {
    const { module, importer = "it" } = pattern.exec(text)?.groups ?? {};
    if (module !== undefined) return `${importer} imports "${module}": ${whyNotLoaded(module)}`;
  }
  const [, why] = RAW_READ_ERROR.exec(text) ?? [];
  return why && `a file that it imports cannot be read: ${why}`;
}

function whyNotLoaded(address: string): string {
  try {
    Deno.statSync(new URL(address));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "there is no such file";
  }
  return "it cannot be loaded";
}

/** What Deno itself says about a module, without the lines of this program that asked for it. */
function withoutOwnLines(error: Error): Error {
  const { name, message, stack = "" } = error;
  const isDenos = IMPORTED.test(stack.slice(`${name}: ${message}`.length));
  return isDenos ? withoutStack(new Error(withoutColours(message))) : error;
}

/** The same as `deno run` says: file, line and column, and the line itself. */
function readableSyntaxError(message: string): string | undefined {
  const [, quoted, at, kind = "", start] = RAW_SYNTAX_ERROR.exec(message) ?? [];
  if (quoted === undefined) return undefined;
  try {
    const path: string = decodeURIComponent(JSON.parse(quoted));
    const bytes = Deno.readFileSync(path);
    const decoder = new TextDecoder();
    const lines = decoder.decode(bytes.subarray(0, Number(at) - Number(start))).split("\n");
    const column = (lines.at(-1) ?? "").length;
    const line = decoder.decode(bytes).split("\n")[lines.length - 1] ?? "";
    return `syntax error at ${path}:${lines.length}:${column + 1}: ${KINDS[kind] ?? kind}\n` +
      `  ${line}\n  ${" ".repeat(column)}^`;
  } catch {
    return undefined;
  }
}
