/** An absolute path without `.` and `..`, whatever characters it has. */
export function absolutePath(path: string): string {
  const full = path.startsWith("/") ? path : `${Deno.cwd()}/${path}`;
  const { pathname } = new URL(`file://${full.split("/").map(encodeURIComponent).join("/")}`);
  return decodeURIComponent(pathname).replace(/(?<=.)\/$/, "");
}
