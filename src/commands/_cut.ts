import { encodeText } from "../protocol/text.ts";

/**
 * How many bytes of its buffer a dialplan function can leave unused when it truncates: DB() leaves
 * one, QUOTE() and URIENCODE() do not split an escape, BASE64_ENCODE() not a group of four.
 */
const MAX_LEFT = 3;

/** A truncated character decodes to U+FFFD, which is at most 2 bytes longer. */
const MAX_GAIN = 2;

/** Whether Asterisk may have truncated the value of `name` to a buffer of `room` bytes. */
export function mayBeCut(value: string, name: string, room: number): boolean {
  // Cheap checks first: UTF-8 has one to three bytes per UTF-16 code unit.
  if (value.length > room || value.length * 3 < room - MAX_LEFT) return false;
  const most = encodeText(value).length;
  const least = most - MAX_GAIN * (value.split("\ufffd").length - 1);
  return least <= room && most >= (name.endsWith(")") ? room - MAX_LEFT : room);
}
