import { checkInteger, checkOptions, checkOptionText, checkSeconds, checkText } from "./_check.ts";
import { Letters } from "./_letters.ts";
import { type ApplicationChannel, failedApplication, runApplication } from "./_run.ts";

/** The variable that gets the id. */
const VARIABLE = "TIPRING_MIXMONITOR";

/** Options of {@linkcode mixMonitor}. */
export interface MixMonitorOptions {
  /** Appends to the file instead of replacing it (`a`). */
  append?: boolean;
  /** Records only while the channel is bridged (`b`). */
  bridgedOnly?: boolean;
  /** Plays a beep to both parties every 15 seconds, or at this interval in seconds (`B`). */
  beep?: boolean | number;
  /** Plays a beep when the recording begins (`p`). */
  startBeep?: boolean;
  /** Plays a beep when the recording ends (`P`). */
  stopBeep?: boolean;
  /** Starts to record after that many milliseconds (`s`; Asterisk 22.3 and later). */
  delay?: number;
  /** Writes the caller's speech alone to this file, too (`r`). */
  receiveFile?: string;
  /** Writes the audio to the caller alone to this file, too (`t`). */
  transmitFile?: string;
  /** The volume of the audio to the caller, -4 to 4 (`v`). */
  heardVolume?: number;
  /** The volume of the caller's speech, -4 to 4 (`V`). */
  spokenVolume?: number;
  /** More option letters, as the dialplan writes them. Never a caller's text. */
  rawOptions?: string;
}

const OPTIONS: readonly (keyof MixMonitorOptions)[] = [
  "append",
  "bridgedOnly",
  "beep",
  "startBeep",
  "stopBeep",
  "delay",
  "receiveFile",
  "transmitFile",
  "heardVolume",
  "spokenVolume",
  "rawOptions",
];

/** A recording that {@linkcode mixMonitor} started. */
export interface MixMonitorResult {
  /** The file that Asterisk writes, with its whole path. */
  readonly file: string;
  /** The recording's id, for {@linkcode stopMixMonitor}. */
  readonly id: string;
}

/**
 * Records the call from now on, both directions in one file, while the handler continues. The
 * recording ends with the call, or by {@linkcode stopMixMonitor}.
 *
 * Runs `MixMonitor(file,i(TIPRING_MIXMONITOR)...)`, and reads `MIXMONITOR_FILENAME` and that
 * variable. Asterisk creates missing folders, and opens the file later. It does not report an
 * error: look into its log.
 *
 * The third argument of `MixMonitor`, a command of the system that runs afterwards, is left out on
 * purpose: texts in it reach a shell.
 *
 * @param file The file, with an extension that is a format, as `calls/7.wav`; a relative one is in
 * Asterisk's folder for recordings. Never take it from a caller: it can name any file.
 * @throws {TypeError} If the file has no extension, or an option is wrong. Nothing is sent then.
 * @throws {RangeError} If a number is out of its bounds.
 * @throws {AgiAppError} If Asterisk did not begin to record.
 * @throws {AgiHangup} If the call has already ended.
 *
 * @example
 * ```ts
 * import { dial, mixMonitor } from "@tipring/agi/applications";
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   await mixMonitor(channel, `calls/${channel.environment.uniqueId}.wav`, { bridgedOnly: true });
 *   await dial(channel, "PJSIP/100", { timeout: 20_000 });
 * };
 * ```
 */
export async function mixMonitor(
  channel: ApplicationChannel,
  file: string,
  options: MixMonitorOptions = {},
): Promise<MixMonitorResult> {
  checkOptions("mixMonitor", options, OPTIONS);
  checkText("mixMonitor() file", file);
  if (!/[^/]\.[A-Za-z0-9]+$/.test(file)) {
    throw new TypeError("mixMonitor() file has no extension (add a format, such as .wav)");
  }
  const { values } = await runApplication(channel, {
    application: "MixMonitor",
    args: [file, lettersOf(options)],
    variables: ["MIXMONITOR_FILENAME", VARIABLE],
    clear: [VARIABLE],
  });
  const id = values[VARIABLE];
  if (id === "") {
    throw failedApplication("MixMonitor", "it has no id (see Asterisk's log)");
  }
  return { file: values.MIXMONITOR_FILENAME, id };
}

/**
 * Ends a recording that {@linkcode mixMonitor} began; without an id the newest one. Nothing happens
 * if there is none.
 *
 * Runs `StopMixMonitor(id)`.
 *
 * @throws {TypeError} If the id is empty. Nothing is sent then.
 * @throws {AgiHangup} If the call has already ended.
 *
 * @example
 * ```ts
 * import { mixMonitor, stopMixMonitor } from "@tipring/agi/applications";
 * import type { Handler } from "@tipring/agi";
 *
 * const handler: Handler = async (channel) => {
 *   const { id } = await mixMonitor(channel, "consent.wav");
 *   await channel.getData("do-you-agree", { maxDigits: 1 });
 *   await stopMixMonitor(channel, id);
 * };
 * ```
 */
export async function stopMixMonitor(channel: ApplicationChannel, id?: string): Promise<void> {
  await runApplication(channel, {
    application: "StopMixMonitor",
    args: id === undefined ? [] : [checkText("stopMixMonitor() id", id)],
    variables: [],
  });
}

function lettersOf(options: MixMonitorOptions): string {
  const { beep, delay, receiveFile, transmitFile, heardVolume, spokenVolume } = options;
  const letters = new Letters("mixMonitor")
    .argument("i", VARIABLE)
    .flag("a", "append", options.append)
    .flag("b", "bridgedOnly", options.bridgedOnly)
    .flag("p", "startBeep", options.startBeep)
    .flag("P", "stopBeep", options.stopBeep)
    .argument("r", receiveFile && checkOptionText("mixMonitor() receiveFile", receiveFile))
    .argument("t", transmitFile && checkOptionText("mixMonitor() transmitFile", transmitFile))
    .argument("v", volumeOf("heardVolume", heardVolume))
    .argument("V", volumeOf("spokenVolume", spokenVolume));
  if (delay !== undefined) letters.argument("s", checkSeconds("mixMonitor() delay", delay));
  if (typeof beep === "number") {
    letters.argument("B", `${checkInteger("mixMonitor() beep", beep, { min: 1, max: 3600 })}`);
  } else {
    letters.flag("B", "beep", beep);
  }
  return `${letters.raw(options.rawOptions)}`;
}

function volumeOf(name: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return `${checkInteger(`mixMonitor() ${name}`, value, { min: -4, max: 4 })}`;
}
