import type { ApplicationOutcome } from "../../../asterisk/applications/model.ts";
import { KINDS } from "../../options/kinds.ts";
import type { DialRequest } from "../messages.ts";

/** Maximum number of entries of a list, and of characters of a text. */
const MAX_ENTRIES = 128;
const MAX_TEXT = 4096;

/** A call to place, checked. */
export interface DialPlan {
  /** The path of this server, or another server. */
  readonly target:
    | { readonly path: string }
    | { readonly hostname: string; readonly port: number; readonly path: string };
  readonly callerId: string;
  readonly callerName: string;
  readonly extension: string;
  readonly language: string;
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly database: Readonly<Record<string, string>>;
  readonly applications: Readonly<Record<string, readonly ApplicationOutcome[]>>;
}

/** The port of FastAGI. */
const DEFAULT_PORT = 4573;

/**
 * Checks a request of the page.
 *
 * @throws {TypeError} If something is wrong with it.
 */
export function readDialRequest(body: object): DialPlan {
  const fields: Partial<Record<keyof DialRequest, unknown>> = body;
  const extension = textOf(fields, "extension") || "s";
  if (/\s/.test(extension)) {
    throw new TypeError(`Invalid extension ${quote(extension)}: has a blank`);
  }
  const endings = listOf(fields, "applications").map((text) => {
    const ending = KINDS.ending.read(text, {});
    if (ending !== undefined) return ending;
    throw new TypeError(`Invalid application ${quote(text)}: must be ${KINDS.ending.right({})}`);
  });
  const ends = Map.groupBy(endings, ({ application }) => application).entries()
    .map(([name, all]) => [name, all.map(({ outcome }) => outcome)] as const);
  return {
    target: targetOf(textOf(fields, "target").trim()),
    callerId: textOf(fields, "callerId"),
    callerName: textOf(fields, "callerName"),
    extension,
    language: languageOf(textOf(fields, "language") || "en"),
    args: listOf(fields, "args"),
    variables: assignments(fields, "variables", /^[^=\s]+=/),
    database: assignments(fields, "database", /^[^=\s]+\/[^=]+=/),
    applications: Object.fromEntries(ends),
  };
}

function languageOf(text: string): string {
  const language = KINDS.language.read(text, {});
  if (language !== undefined) return language;
  throw new TypeError(`Invalid language ${quote(text)}: must be ${KINDS.language.right({})}`);
}

function targetOf(text: string): DialPlan["target"] {
  if (!/^\w+:\/\//.test(text)) return { path: text.replace(/^\//, "") };
  const [, six, four, digits, path = ""] =
    /^agi:\/\/(?:\[([0-9a-f:.]+)\]|([^/:?[\]\s]+))(?::(\d{1,5}))?(?:\/(.*))?$/is.exec(text) ?? [];
  const hostname = six ?? four;
  const port = Number(digits ?? DEFAULT_PORT);
  if (hostname === undefined || port < 1 || port > 65_535) {
    throw new TypeError(
      `Invalid address ${quote(text)}: must be agi://HOST[:PORT][/PATH], or a path such as /menu`,
    );
  }
  return { hostname, port, path };
}

function textOf(fields: Partial<Record<string, unknown>>, name: string): string {
  const value = fields[name] ?? "";
  if (typeof value === "string" && value.length <= MAX_TEXT && !/[\r\n\0]/.test(value)) {
    return value;
  }
  throw new TypeError(`Invalid ${name}: must be a line of at most ${MAX_TEXT} characters`);
}

function listOf(fields: Partial<Record<string, unknown>>, name: string): string[] {
  const values = fields[name] ?? [];
  if (!Array.isArray(values) || values.length > MAX_ENTRIES) {
    throw new TypeError(`Invalid ${name}: must be a list of at most ${MAX_ENTRIES} entries`);
  }
  return values.map((value) => textOf({ [name]: value }, name));
}

function assignments(
  fields: Partial<Record<string, unknown>>,
  name: string,
  form: RegExp,
): Record<string, string> {
  const entries = listOf(fields, name).filter((text) => text.trim() !== "").map((text) => {
    if (!form.test(text)) {
      const right = name === "database" ? "FAMILY/KEY=VALUE" : "NAME=VALUE";
      throw new TypeError(`Invalid ${name} ${quote(text)}: must be ${right}`);
    }
    const at = text.indexOf("=");
    return [text.slice(0, at), text.slice(at + 1)] as const;
  });
  return Object.fromEntries(entries);
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}
