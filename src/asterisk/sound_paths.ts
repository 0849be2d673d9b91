/** The folder where Asterisk looks last. */
const DEFAULT_LANGUAGE = "en";

/**
 * Returns the paths where Asterisk looks for a sound, without extensions: in the folder of the
 * language first (`de_AT`, then `de`), then without a language, then in English. An absolute name is used as it is.
 */
export function soundPaths(folder: string, sound: { name: string; language: string }): string[] {
  const { name, language } = sound;
  if (name.startsWith("/")) return [name];
  const [base = ""] = language.split("_");
  const places = [language, base, "", DEFAULT_LANGUAGE].map((place) => place && `${place}/`);
  return [...new Set(places)].map((place) => `${folder}/${place}${name}`);
}
