import { type Picture, text } from "./svg.ts";

/** The call that the picture shows. */
const ARGUMENTS = [
  "dial",
  "examples/pin_balance.ts",
  "--caller-id",
  "5551234",
  "--database",
  "pin/5551234=4711",
  "--database",
  "balance/5551234=42.50",
  "--press",
  "1,4711",
  "--fast",
];

/** How a kind of line looks, by its first word; others are quiet. */
const KINDS: Readonly<Record<string, string>> = {
  dials: "strong",
  plays: "sound",
  says: "sound",
  keys: "keys",
  ends: "strong",
};

const LINE = 20;

/** Draws a terminal in which `tipring dial` has run. */
export async function dialPicture(): Promise<Picture> {
  const lines = [
    [`$ tipring ${ARGUMENTS.slice(0, 4).join(" ")} \\`, "mono"],
    [`    ${ARGUMENTS.slice(4).join(" ")}`, "mono"],
    ...(await readOutput()).map((
      line,
    ) => [line, `mono ${KINDS[line.split(" ")[0] ?? ""] ?? "quiet"}`]),
  ];
  return {
    width: 760,
    height: lines.length * LINE + 32,
    title: "A call with tipring dial",
    description: "The command tipring dial calls a handler, and lists what the caller hears, the " +
      "keys that are pressed, and how the call ends.",
    elements: lines.map(([of = "", kind = ""], index) =>
      text(20, 32 + index * LINE, { of, kind, anchor: "start" })
    ),
  };
}

/** What the program prints. */
async function readOutput(): Promise<string[]> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "cli.ts", ...ARGUMENTS],
    cwd: new URL("../..", import.meta.url),
    env: { NO_COLOR: "1" },
    stdin: "null",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error("tipring dial failed");
  return new TextDecoder().decode(stdout).trimEnd().split("\n");
}
