import type { AfterHangup, Channel } from "../channel.ts";
import type { AnytimeCommand } from "../command.ts";
import { exec } from "../commands/dialplan.ts";
import { setVariable } from "../commands/variable.ts";
import { AgiAppError, AgiUnknownError } from "../errors.ts";
import { describeCommand } from "../protocol/failure.ts";
import { quoteMasked } from "../protocol/text.ts";

/**
 * What an application runs on: the channel of a handler, or its `afterHangup` to run it on a
 * channel that is hung up.
 */
export type ApplicationChannel = Channel | AfterHangup;

/** The result that all applications share. */
export interface ApplicationResult {
  /**
   * Whether the caller hung up before the application ended. `channel.signal` is then aborted, and
   * the next command throws an `AgiHangup`. Always `false` for an application run by `afterHangup`.
   */
  readonly hungUp: boolean;
}

/** An application, ready to run. */
export interface ApplicationRun<Name extends string> {
  /** Its name. */
  readonly application: string;
  /** Its arguments. */
  readonly args: readonly (string | number)[];
  /** The variables that hold its result. */
  readonly variables: readonly Name[];
  /** Those of them that it may leave unchanged. */
  readonly clear?: readonly Name[];
}

/** How an application ended. */
export interface ApplicationEnd<Name extends string> extends ApplicationResult {
  /** The result of `EXEC`. */
  readonly returned: number;
  /** The values of its variables; `""` for those that are not set. */
  readonly values: Readonly<Record<Name, string>>;
}

/**
 * Runs an application and reads its result, even if the caller hung up meanwhile.
 *
 * @throws {AgiHangup} If the call has already ended.
 */
export async function runApplication<Name extends string = never>(
  channel: ApplicationChannel,
  { application, args, variables, clear = [] }: ApplicationRun<Name>,
): Promise<ApplicationEnd<Name>> {
  const living = "afterHangup" in channel ? channel : undefined;
  living?.signal.throwIfAborted();
  const line = "afterHangup" in channel ? channel.afterHangup : channel;
  // Drop omitted arguments at the end.
  const given = args.slice(0, args.findLastIndex((argument) => argument !== "") + 1);
  const { warning: _, ...command } = exec(application, ...given);
  for (const name of clear) await line.execute(setVariable(name, ""));
  const returned = await line.execute(command);
  const values = variables.length === 0
    ? {} as Record<Name, string>
    : await line.execute(readVariables(variables));
  // Without a HANGUP line (AGISIGHUP=no), only a command for live channels detects the hangup.
  if (returned === -1 && living?.signal.aborted === false) {
    await living.channelStatus().catch(() => {});
  }
  return { returned, values, hungUp: living?.signal.aborted ?? false };
}

/** Returns one of the values that a variable can hold. */
export function readStatus<T extends string>(
  application: string,
  value: string,
  known: readonly T[],
): T {
  const found = known.find((word) => word === value);
  if (found !== undefined) return found;
  const command = describeCommand({ verb: "EXEC", target: application });
  const words = known.join(", ");
  throw new AgiUnknownError(
    `${command} left the unknown status ${quoteMasked(value)} (it can be one of ${words})`,
    { items: { status: value }, command },
  );
}

/** Makes the error for an application that failed. */
export function failedApplication(application: string, why: string): AgiAppError {
  const command = describeCommand({ verb: "EXEC", target: application });
  return new AgiAppError(`${command} failed: ${why}`, { command });
}

/** Reads a duration that an application left in milliseconds, or else in seconds. */
export function readDuration(milliseconds: string, seconds: string): number | null {
  if (/^\d+$/.test(milliseconds)) return Number(milliseconds);
  return /^\d+$/.test(seconds) ? Number(seconds) * 1000 : null;
}

/** Reads several variables at once, with any content. */
function readVariables<Name extends string>(
  names: readonly Name[],
): AnytimeCommand<Record<Name, string>> {
  const verb = "GET FULL VARIABLE";
  const sentinel = `tipring-${crypto.randomUUID()}`;
  const separator = `${sentinel},`;
  return {
    verb,
    args: [names.map((name) => `\${${name}}`).join(separator) + sentinel],
    allowedOnDeadChannel: true,
    sentinel,
    parse({ result, text }) {
      const values = text.slice(1, -sentinel.length - 1).split(separator);
      if (result !== "1" || values.length !== names.length) {
        throw new AgiUnknownError(`Unreadable reply to ${verb}: values are missing`, {
          command: verb,
        });
      }
      return Object.fromEntries(names.map((name, at) => [name, values[at] ?? ""])) as Record<
        Name,
        string
      >;
    },
  };
}
