import type { SoundKind } from "../../asterisk/events.ts";

/** Returns what speech synthesis says for one of Asterisk's `SAY` commands. */
export function spokenText(kind: Exclude<SoundKind, "file">, text: string): string {
  switch (kind) {
    case "number":
      return text;
    case "digits":
    case "alpha":
    case "phonetic":
      return [...text].map((letter) => NAMES[letter] ?? letter).join(" ");
    case "date":
    case "time":
    case "datetime":
      return moment(kind, text);
  }
}

/** Characters that speech synthesis leaves out. */
const NAMES: Readonly<Record<string, string>> = {
  "*": "star",
  "#": "pound",
  "-": "minus",
  ".": "dot",
};

/** The simulator says moments in UTC, as ISO 8601 and perhaps a format after it. */
function moment(kind: "date" | "time" | "datetime", text: string): string {
  const [first = ""] = text.split(" ");
  const iso = kind === "date"
    ? `${first}T00:00:00Z`
    : kind === "time"
    ? `1970-01-01T${first}`
    : first;
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return text;
  return new Intl.DateTimeFormat("en-US", {
    timeZone: "UTC",
    ...kind !== "time" && { dateStyle: "long" },
    ...kind !== "date" && { timeStyle: "short" },
  }).format(date);
}
