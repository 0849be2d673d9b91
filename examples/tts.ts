#!/usr/bin/env tipring
/**
 * Speaks texts: a kind of prompt of its own, with espeak-ng and a cache by the hash of the text. What
 * was spoken once is a file, for all later calls. This server and Asterisk must share the folder.
 *
 *     exten => 700,1,AGI(agi://127.0.0.1/tts,Welcome to our weather service)
 *
 * It needs `--allow-run=espeak-ng`, and to read and write the folder of the cache.
 *
 * @module
 */
import type { Channel, Handler } from "@tipring/agi";
import { menu, play, type Prompt } from "@tipring/agi/ivr";

/** Where the sounds are; `TTS_CACHE` names another folder. */
const CACHE = "/var/spool/asterisk/tts";

/** The bytes of a WAV file before its samples. */
const HEADER = 44;

const handler: Handler = async (channel, request) => {
  await channel.answer();
  await play(channel, speak(request.args[0] ?? "Hello"));
  const choice = await menu(channel, {
    prompt: speak("For the weather of today press 1, for that of tomorrow press 2."),
    choices: { "1": "It is sunny.", "2": "It will rain." },
    noMatch: speak("There is no such choice."),
  });
  if (choice.status === "matched") await play(channel, speak(choice.value));
};

export default handler;

/** A prompt that is a text. */
export function speak(text: string): Prompt {
  return async (channel, options) => {
    const voice = options.language ?? await languageOf(channel);
    const file = await synthesize(text, { voice, signal: options.signal ?? channel.signal });
    return await play(channel, file, options);
  };
}

async function languageOf(channel: Channel): Promise<string> {
  return await channel.getVariable("CHANNEL(language)") ?? "en";
}

/** Makes the sound unless it exists. Returns its name for Asterisk, which has no ending. */
async function synthesize(
  text: string,
  { voice, signal }: { voice: string; signal: AbortSignal },
): Promise<string> {
  const folder = Deno.env.get("TTS_CACHE") ?? CACHE;
  const file = `${folder}/${await hashOf(`${voice}\n${text}`)}`;
  const sound = `${file}.sln16`;
  if (await exists(sound)) return file;
  await using espeak = new Deno.Command("espeak-ng", {
    args: ["-v", voice, "--stdin", "--stdout"],
    stdin: "piped",
    stdout: "piped",
    signal,
  }).spawn();
  const [wave] = await Promise.all([
    new Response(espeak.stdout).bytes(),
    new Response(text).body?.pipeTo(espeak.stdin),
  ]);
  const { success } = await espeak.status;
  if (!success) throw new Error(`espeak-ng failed for the voice "${voice}" (is it installed?)`);
  // Another call must not play a file that is written only in part.
  const part = await Deno.makeTempFile({ dir: folder });
  await Deno.writeFile(part, resample(wave));
  await Deno.chmod(part, 0o644);
  await Deno.rename(part, sound);
  return file;
}

/** Makes 16,000 samples a second, which Asterisk plays, of the 22,050 of espeak-ng. */
function resample(wave: Uint8Array<ArrayBuffer>): Uint8Array {
  const from = new Int16Array(wave.buffer, HEADER, (wave.length - HEADER) >> 1);
  const to = Int16Array.from({ length: Math.floor(from.length * 16_000 / 22_050) }, (_, index) => {
    const at = index * 22_050 / 16_000;
    const before = from[Math.floor(at)] ?? 0;
    return before + ((from[Math.ceil(at)] ?? 0) - before) * (at % 1);
  });
  return new Uint8Array(to.buffer);
}

async function hashOf(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(hash).toHex();
}

async function exists(file: string): Promise<boolean> {
  return await Deno.stat(file).then(() => true, () => false);
}
