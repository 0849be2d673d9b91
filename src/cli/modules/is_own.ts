/** Where the modules of this program are. */
const FOLDER = import.meta.url.replace(/(?:cli\/modules\/)?[^/]*$/, "");

/** The files of the bundled program, see `scripts/program_parts.ts`; `undefined` for its sources. */
const FILES = import.meta.url.endsWith("/cli/modules/is_own.ts")
  ? undefined
  : /^(?:tipring|library|hooks|rest|tipring-agi(?:-[a-z]+)?|handler-\d+)\.js$/;

/** Whether a module is one of this program. */
export function isOwn(url: string): boolean {
  if (!url.startsWith(FOLDER)) return false;
  return FILES === undefined || FILES.test(url.slice(FOLDER.length));
}
