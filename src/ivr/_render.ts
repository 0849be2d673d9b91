import type { Channel } from "../channel.ts";
import type { Prompt, PromptFunction, PromptOptions } from "./prompt.ts";

/** Options of playing the parts of a prompt. */
export interface RenderOptions extends PromptOptions {
  /** The keys that do not interrupt the first part. */
  readonly stray?: string;
}

/** Plays a prompt part by part. Returns the key that interrupted it, or `null`. */
export async function render(
  channel: Channel,
  prompt: Prompt,
  { stray = "", ...options }: RenderOptions,
): Promise<string | null> {
  const { signal } = options;
  const line = signal === undefined ? channel : channel.with({ signal });
  const first = Array.from(options.interrupt).filter((key) => !stray.includes(key)).join("");
  let interrupt = first;
  for (const part of partsOf(prompt)) {
    signal?.throwIfAborted();
    const key = await renderPart(line, part, { ...options, interrupt });
    if (key !== null) return key;
    ({ interrupt } = options);
  }
  return null;
}

async function renderPart(
  channel: Channel,
  part: string | PromptFunction,
  options: PromptOptions,
): Promise<string | null> {
  if (typeof part === "string") {
    const { digit } = await channel.streamFile(part, { escapeDigits: options.interrupt });
    return digit;
  }
  const key: unknown = await part(channel, options) ?? null;
  if (key === null || (typeof key === "string" && /^[0-9*#A-D]$/.test(key))) return key;
  throw new TypeError(
    "Invalid result of a prompt function: expected the key that interrupted it, or null",
  );
}

function* partsOf(prompt: Prompt): Generator<string | PromptFunction> {
  if (typeof prompt === "string" || typeof prompt === "function") yield prompt;
  else for (const part of prompt) yield* partsOf(part);
}
