import { assertEquals } from "@std/assert";
import { soundFolder } from "../../src/asterisk/sound_folder.ts";

/** How long the sound of the test is, in seconds. */
const SECONDS = 2;

/** Which programs there are; a machine without one skips its commands. */
const HAS: Readonly<Record<string, boolean>> = { sox: starts("sox"), ffmpeg: starts("ffmpeg") };

function starts(program: string): boolean {
  try {
    new Deno.Command(program, { args: ["-version"], stdout: "null", stderr: "null" }).outputSync();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The commands of the page that make a sound file, each with the file. */
function readCommands(): { program: string; command: string; file: string }[] {
  const page = Deno.readTextFileSync(new URL("../../docs/sounds.md", import.meta.url));
  const found = page.matchAll(/^ {4}((sox|ffmpeg) .*?(menu\.\w+).*)$/gm);
  const commands = [...found].map(([, command = "", program = "", file = ""]) => ({
    program,
    command,
    file,
  }));
  // The first is on the page twice.
  return [...new Map(commands.map((one) => [one.command, one])).values()];
}

async function run(command: string, cwd: string): Promise<void> {
  const { success, stderr } = await new Deno.Command("sh", { args: ["-c", command], cwd }).output();
  assertEquals(success, true, `${command}: ${new TextDecoder().decode(stderr)}`);
}

for (const { program, command, file } of readCommands()) {
  Deno.test({
    name: `docs/sounds.md: ${command} makes a file that plays`,
    ignore: !HAS["sox"] || !HAS[program],
    async fn() {
      const folder = await Deno.makeTempDir();
      await run(`sox -n -r 44100 -c 2 prompt.wav synth ${SECONDS} sine 440 sine 660`, folder);
      if (command.includes("prompt.mp3")) {
        await run("ffmpeg -loglevel error -i prompt.wav prompt.mp3", folder);
      }
      await run(command, folder);
      await Deno.mkdir(`${folder}/sounds`);
      await Deno.rename(`${folder}/${file}`, `${folder}/sounds/${file}`);
      const samples = soundFolder(`${folder}/sounds`)("menu", "en");
      // MP3 has some silence at its ends.
      assertEquals(Math.round((samples ?? 0) / 800), SECONDS * 10);
      await Deno.remove(folder, { recursive: true });
    },
  });
}

Deno.test("docs/sounds.md has commands for each format", () => {
  const endings = readCommands().map(({ file }) => file.replace("menu.", ""));
  const formats = ["alaw", "g722", "gsm", "sln16", "ulaw", "wav", "wav16"];
  assertEquals([...new Set(endings)].toSorted(), formats);
});
