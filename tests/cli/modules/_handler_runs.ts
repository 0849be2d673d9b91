import { dirname } from "node:path";
import { type End, Folder, Program } from "../program.ts";
import { type Command, programs } from "./_programs.ts";

const shared = await Folder.make();
/** Each way of running the program. */
export const PROGRAMS: Readonly<Record<string, Command>> = await programs(shared);
globalThis.addEventListener("unload", () => Deno.removeSync(shared.path, { recursive: true }));

/** Writes files, also into folders. */
export async function write(
  folder: Folder,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await Deno.mkdir(dirname(`${folder.path}/${name}`), { recursive: true });
    await folder.write(name, text);
  }
}

/** Runs `pin.ts` of a folder as a script, once for each way of running the program. */
export async function* runs(
  files: Readonly<Record<string, string>>,
  file = "pin.ts",
): AsyncGenerator<[name: string, end: End]> {
  await using folder = await Folder.make();
  await write(folder, files);
  for (const [name, command] of Object.entries(PROGRAMS)) {
    yield [name, await called([file], { command, cwd: folder.path })];
  }
}

/** Runs a script that Asterisk calls; each command is answered. */
export async function called(
  args: readonly string[],
  options: ConstructorParameters<typeof Program>[1],
): Promise<End> {
  await using program = new Program(args, options);
  await program.peer.say("agi_request: pin.ts\nagi_channel: SIP/1\n\n");
  for (let line = await program.peer.line(); line !== null; line = await program.peer.line()) {
    await program.peer.say("200 result=1\n");
  }
  return await program.end();
}

/** What a handler of these tests said by VERBOSE. */
export function said({ stdout }: End): string[] {
  return Array.from(stdout.matchAll(/^VERBOSE "(.*)" "1"$/gm), ([, text = ""]) => text);
}

/** A handler that says whether it has the library of the program, and imports `lib/values.ts`. */
export const VALUES: string = `
import { AgiHangup, Channel, type Handler } from "@tipring/agi";
import { verbose } from "@tipring/agi/commands";
import { simulateCall } from "@tipring/agi/testing";
import { CallTracer } from "@tipring/agi/tracing";
import { Channel as Same, verbose as again } from "./lib/values.ts";

const handler: Handler = async (channel) => {
  const names = [AgiHangup, simulateCall, CallTracer].map(({ name }) => name);
  const identity = [channel instanceof Channel, Channel === Same, verbose === again];
  await channel.execute(verbose([...names, ...identity].join(" ")));
};
export default handler;
`;
