/** Makes words of the name of a sound: `digits/4` is `4`, `vm-goodbye` is `vm goodbye`. */
export function wordsOf(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1).replaceAll(/[-_]+/g, " ").trim() || "sound";
}
