import type { Identity } from "./simulated_channel.ts";

/** The longest caller id that `SET CALLERID` takes, in bytes. */
const LONGEST = 255;

/** Writes a caller id as `"name" <number>`. */
export function joinCallerId(
  { callerId, callerIdName }: Pick<Identity, "callerId" | "callerIdName">,
): string {
  return `"${callerIdName}" <${callerId}>`;
}

/** Parses `name <number>`, `"name" <number>`, a number alone or a name alone. */
export function splitCallerId(text: string): Pick<Identity, "callerId" | "callerIdName"> {
  const whole = text.slice(0, LONGEST);
  const [, name = "", number] = /^([^<]*?)\s*<([^>]*)>/.exec(whole) ?? [];
  if (number !== undefined) {
    return { callerId: shrink(number), callerIdName: name.trim().replace(/^"([^]*)"$/, "$1") };
  }
  return isNumber(whole)
    ? { callerId: shrink(whole), callerIdName: "" }
    : { callerId: "", callerIdName: whole.trim().replace(/^"([^]*)"$/, "$1") };
}

function isNumber(text: string): boolean {
  return text !== "" && /^\+?[0-9*#.() -]+$/.test(text);
}

/** Removes the punctuation of a telephone number. */
function shrink(number: string): string {
  return /^[0-9+*#.() -]*$/.test(number) ? number.replaceAll(/[.() -]/g, "") : number;
}
