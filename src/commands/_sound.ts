/** The endings that Asterisk adds to a name by itself. */
const ENDING = /\.(alaw|g722|g723|g729|gsm|mp3|ogg|opus|raw|sln\d*|ulaw|vox|wav\d*|WAV)$/;

/** Why a sound file could not be played, as far as its name shows. */
export function whyNotPlayed(file: string): string {
  const [ending] = ENDING.exec(file) ?? [];
  return ending === undefined
    ? "Asterisk returned -1 (is the sound file installed?)"
    : `Asterisk returned -1 (it wants the name without "${ending}")`;
}
