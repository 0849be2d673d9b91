import { PathPattern } from "../../routing/path_pattern.ts";
import { embeddedHandlers } from "../modules/embedded_handlers.ts";
import { invalid, type InvalidInvocation, type SubcommandName } from "../options/usage.ts";

/** A handler file as it was named on the command line. */
export interface HandlerWord {
  /** The pattern that was given with it. */
  readonly pattern: string | undefined;
  readonly file: string;
}

/**
 * Reads `[PATTERN=]FILE...`. An executable that was compiled with handlers has those if none are
 * named.
 *
 * @param defaultFile The handler for all other paths, which may be the only one.
 */
export function readHandlerWords(
  words: readonly string[],
  topic: SubcommandName,
  defaultFile?: string,
): readonly HandlerWord[] | InvalidInvocation {
  const misplaced = words.find((word) => /^[^./=][^=]*=/.test(word));
  if (misplaced !== undefined) {
    return invalid(
      topic,
      `Invalid pattern ${JSON.stringify(misplaced)}: must begin with / ` +
        `(did you mean ${turned(misplaced)}? a file of that name is ./${misplaced})`,
    );
  }
  const files = words.length > 0 ? words : embeddedHandlers().map(({ file }) => file);
  if (files.length === 0 && defaultFile === undefined) {
    return invalid(topic, "No handler file given");
  }
  const handlers = files.map(readHandlerWord);
  const problem = handlers.map(problemOf).find((problem) => problem !== undefined);
  return problem === undefined ? handlers : invalid(topic, problem);
}

/** What is wrong with a word, whatever is in the file. */
function problemOf({ pattern, file }: HandlerWord): string | undefined {
  if (file === "") return 'Invalid handler file "": must be the name of a file or a folder';
  try {
    if (pattern !== undefined) new PathPattern(pattern);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** What `menu=menu.ts` and `menu.ts=/menu` are meant to be. */
function turned(word: string): string {
  const [, file, pattern] = /^([^=]+\.[jt]s)=(\/[^=]*)$/.exec(word) ?? [];
  return file === undefined ? `/${word}` : `${pattern}=${file}`;
}

/** `/menu/:lang=menu.ts` has a pattern, `menu.ts` and `./a=b.ts` have none. */
function readHandlerWord(word: string): HandlerWord {
  const [, pattern, file] = /^(\/[^=]*)=(.+)$/.exec(word) ?? [];
  return file === undefined ? { pattern: undefined, file: word } : { pattern, file };
}
