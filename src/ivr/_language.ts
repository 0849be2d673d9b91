import type { Channel } from "../channel.ts";

/** The variable that Asterisk takes the language of its sounds from. */
export const LANGUAGE = "CHANNEL(language)";

/** Runs a function in a language, and restores the channel's own language. */
export async function inLanguage<T>(
  channel: Channel,
  language: string | undefined,
  run: () => Promise<T>,
): Promise<T> {
  if (language === undefined) return await run();
  const before = await languageOf(channel);
  if (before === language) return await run();
  await channel.setVariable(LANGUAGE, language);
  try {
    return await run();
  } finally {
    // The language of an ended call does not matter.
    if (!channel.signal.aborted) await channel.setVariable(LANGUAGE, before);
  }
}

/** Reads the current language of the channel. */
export async function languageOf(channel: Channel): Promise<string> {
  return await channel.getVariable(LANGUAGE) ?? channel.environment.language;
}
