/** Replaces a digit. It is a DTMF digit itself, so masked replies can still be parsed. */
const MASK = "*";
const MASK_CODE = `${MASK.charCodeAt(0)}`;

/** Entered digits are also masked in other lines if there are at least this many. */
const MIN_SECRET = 3;
const MAX_SECRETS = 16;
const MAX_SECRET_LENGTH = 64;

/** Maximum number of unanswered commands: the current one, and its fences. */
const MAX_PENDING = 64;

/** Beyond this position in a line every digit is masked, to limit the cost of long lines. */
const MAX_SEARCHED = 16 * 1024;

/** Commands whose result is the ASCII code of a digit. */
const KEY_VERBS =
  /^(?:STREAM FILE|CONTROL STREAM FILE|GET OPTION|WAIT FOR DIGIT|SAY \w+|RECORD FILE|RECEIVE CHAR)\b/i;

/** Commands that say their first argument. */
const SAY = /^(SAY (?:ALPHA|DIGITS|NUMBER|PHONETIC) +)("(?:[^"\\]|\\.)*"|\S+)/i;

/** Distinguishes a reply from a line of a value. */
const REPLY = /^(\d{3} (?:result=)?)(\S*)(.*)$/s;

/**
 * Masks what a caller entered in the lines of one conversation: in the replies to commands that
 * read digits, in commands that say digits, and wherever three or more entered digits occur again.
 * Lines are binary strings.
 */
export class DigitMask {
  #pending: string[] = [];
  #secrets: string[] = [];
  #keys = "";

  /** Masks a command. */
  sent(line: string): string {
    // Only a fence is sent while another command is unanswered.
    if (!/^GET FULL VARIABLE /i.test(line)) this.#pending = [];
    if (this.#pending.length < MAX_PENDING) this.#pending.push(line.trimEnd());
    return this.#maskSecrets(line.replace(SAY, (_, verb, text) => verb + maskAll(text)));
  }

  /** Masks a line from Asterisk. */
  received(line: string): string {
    const [, head = "", result = "", rest = ""] = REPLY.exec(line) ?? [];
    if (head === "" || head.startsWith("100")) return this.#maskSecrets(line);
    const echo = `"${rest.trim().slice(1, -1)}"`;
    const echoed = this.#pending.findIndex((command, at) => at > 0 && command.endsWith(echo));
    if (echoed > 0 && echo !== '""') {
      this.#pending.splice(0, echoed + 1);
      return line;
    }
    return head + this.#maskReply(this.#pending.shift() ?? "", result, rest);
  }

  #maskReply(command: string, result: string, rest: string): string {
    if (/^GET DATA\b/i.test(command) && /^[0-9A-D*#]+$/.test(result)) {
      this.#remember(result);
      return maskEvery(result) + this.#maskRest(rest);
    }
    if (/^SPEECH RECOGNIZE\b/i.test(command)) {
      return result + rest.replaceAll(/(?<=digit=)\S|(?<=text\d+="[^"]*)\d/g, MASK);
    }
    if (/^RECEIVE TEXT\b/i.test(command)) return result + maskAll(rest);
    const key = KEY_VERBS.test(command) ? keyOf(command, result, rest) : undefined;
    if (key === undefined) return result + this.#maskRest(rest);
    this.#keys = (this.#keys + key).slice(-MAX_SECRET_LENGTH);
    return MASK_CODE + this.#maskRest(rest);
  }

  /** Masks the text after the result, except the position where a sound ended. */
  #maskRest(rest: string): string {
    const [text = "", end = ""] = rest.split(/(?= endpos=-?\d+\s*$)/);
    return this.#maskSecrets(text) + end;
  }

  #remember(digits: string): void {
    if (digits.length < MIN_SECRET) return;
    this.#secrets.push(digits.slice(0, MAX_SECRET_LENGTH));
    if (this.#secrets.length > MAX_SECRETS) this.#secrets.shift();
  }

  /** Masks digits that the caller entered before, in whole or in part, but not in fence tokens. */
  #maskSecrets(line: string): string {
    const secrets = [...this.#secrets, this.#keys].filter(({ length }) => length >= MIN_SECRET);
    if (secrets.length === 0) return line;
    return line.slice(0, MAX_SEARCHED).replaceAll(
      /tipring-[0-9a-f-]{36}|[0-9*#]{3,}/g,
      (digits) =>
        secrets.some((secret) => secret.includes(digits) || digits.includes(secret))
          ? maskEvery(digits)
          : digits,
    ) + maskAll(line.slice(MAX_SEARCHED));
  }
}

/** The digit that a result stands for, if any. */
function keyOf(command: string, result: string, rest: string): string | undefined {
  if (/^RECORD FILE/i.test(command) && !/^ \((?:dtmf|randomerror)\)/.test(rest)) return undefined;
  const key = String.fromCharCode(Number(result));
  return /^[0-9A-D*#]$/.test(key) ? key : undefined;
}

function maskAll(text: string): string {
  return text.replaceAll(/\d/g, MASK);
}

function maskEvery(digits: string): string {
  return MASK.repeat(digits.length);
}
