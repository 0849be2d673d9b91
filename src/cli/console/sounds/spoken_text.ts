import type { SoundKind } from "../../../asterisk/events.ts";

/**
 * Returns what speech synthesis says for one of Asterisk's `SAY` commands, in the language of the
 * channel.
 */
export function spokenText(
  kind: Exclude<SoundKind, "file">,
  text: string,
  language: string,
): string {
  switch (kind) {
    case "number":
      return text;
    case "digits":
    case "alpha":
    case "phonetic": {
      const names = /^en(?:_|$)/.test(language) ? ENGLISH_NAMES : {};
      return [...text].map((letter) => names[letter] ?? letter).join(" ");
    }
    case "date":
    case "time":
    case "datetime":
      return momentText(kind, text, language);
  }
}

/** Characters that speech synthesis leaves out, in English. */
const ENGLISH_NAMES: Readonly<Record<string, string>> = {
  "*": "star",
  "#": "pound",
  "-": "minus",
  ".": "dot",
};

/** The simulator says moments in UTC, as ISO 8601, and perhaps a format and a time zone after it. */
function momentText(kind: "date" | "time" | "datetime", text: string, language: string): string {
  const [first = "", ...others] = text.split(" ");
  const iso = kind === "date"
    ? `${first}T00:00:00Z`
    : kind === "time"
    ? `1970-01-01T${first}`
    : first;
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return text;
  const options: Intl.DateTimeFormatOptions = {
    ...kind !== "time" && { dateStyle: "long" },
    ...kind !== "date" && { timeStyle: "short" },
  };
  const locale = localeOf(language);
  return format(date, locale, { ...options, timeZone: others.at(-1) ?? "UTC" }) ??
    format(date, locale, { ...options, timeZone: "UTC" }) ??
    format(date, "en-US", { ...options, timeZone: "UTC" }) ?? text;
}

/** Formats a moment; returns `undefined` if there is no such locale or time zone. */
function format(
  date: Date,
  locale: string,
  options: Intl.DateTimeFormatOptions,
): string | undefined {
  try {
    return new Intl.DateTimeFormat(locale, options).format(date);
  } catch {
    return undefined;
  }
}

/** Makes a locale of a language of Asterisk: `pt-BR` of `pt_BR`, `en-US` of `en_US_f_Allison`. */
function localeOf(language: string): string {
  return language === "en" ? "en-US" : language.split("_").slice(0, 2).join("-");
}
