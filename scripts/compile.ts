/**
 * Makes the program `dist/tipring`, which needs nothing on the machine that it runs on. Its base is
 * the runtime of this Deno, which Deno downloads; where it cannot, `DENORT_BIN` names a copy of it.
 *
 * @module
 */
import config from "../deno.json" with { type: "json" };

const OUTPUT = "dist/tipring";

const { success } = await new Deno.Command(Deno.execPath(), {
  args: ["compile", "--allow-all", "--unstable-net", "--output", OUTPUT, "cli.ts"],
  cwd: new URL("..", import.meta.url),
}).output().then(async (result) => {
  await Deno.stderr.write(result.stderr);
  return result;
});
if (success) {
  console.log(`${OUTPUT} is tipring ${config.version}`);
} else {
  console.error(
    `\nCannot make ${OUTPUT}. Where it failed to download the base runtime: fetch denort ` +
      `${Deno.version.deno} for ${Deno.build.target} from Deno's releases on another machine, ` +
      "unpack it here, and run this again with DENORT_BIN=/path/to/denort in the environment.",
  );
  Deno.exit(1);
}
