/** The keys that Asterisk reports. */
export const DIGITS = "0123456789*#ABCD";
