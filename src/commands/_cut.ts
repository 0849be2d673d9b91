import { encodeText } from "../protocol/text.ts";

/**
 * How many bytes of its room a dialplan function may leave when it cuts: DB() leaves one, QUOTE()
 * and URIENCODE() cut no escape, BASE64_ENCODE() no group of four.
 */
const MAX_LEFT = 3;

/** How many bytes more than it had a broken character has as U+FFFD, at most. */
const MAX_GAIN = 2;

/** Whether Asterisk may have cut the value of `name`, because it had room for so many bytes only. */
export function mayBeCut(value: string, name: string, room: number): boolean {
  // Cheap answers first: a character has one to three bytes for each unit of a string.
  if (value.length > room || value.length * 3 < room - MAX_LEFT) return false;
  const most = encodeText(value).length;
  const least = most - MAX_GAIN * (value.split("\ufffd").length - 1);
  return least <= room && most >= (name.endsWith(")") ? room - MAX_LEFT : room);
}
