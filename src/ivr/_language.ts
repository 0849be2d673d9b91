import type { Channel } from "../channel.ts";

/** The variable that Asterisk takes the language of its sounds from. */
export const LANGUAGE = "CHANNEL(language)";

/** Runs something in a language, and gives the channel its own language back. */
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
    // The language of a call that ended matters to nothing.
    if (!channel.signal.aborted) await channel.setVariable(LANGUAGE, before);
  }
}

/** The language of the channel at this moment. */
export async function languageOf(channel: Channel): Promise<string> {
  return await channel.getVariable(LANGUAGE) ?? channel.environment.language;
}
