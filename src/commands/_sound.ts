/** The extensions that Asterisk appends to the name of a sound file. */
const ENDING = /\.(alaw|g722|g723|g729|gsm|mp3|ogg|opus|raw|sln\d*|ulaw|vox|wav\d*|WAV)$/;

/** Returns the likely reason why a sound file could not be played. */
export function whyNotPlayed(file: string): string {
  const [ending] = ENDING.exec(file) ?? [];
  return ending === undefined
    ? "Asterisk returned -1 (is the sound file installed?)"
    : `Asterisk returned -1 (the name must not include "${ending}")`;
}
