/** What stands in the place of a digit; it is one itself, so a reply stays one that can be read. */
const MASK = "*";
const MASK_CODE = `${MASK.charCodeAt(0)}`;

/** Digits that a caller entered and that are looked for elsewhere: fewer stand for anything. */
const MIN_SECRET = 3;
const MAX_SECRETS = 16;
const MAX_SECRET_LENGTH = 64;

/** The most commands that wait for a reply: one, and what is sent to get back in step. */
const MAX_PENDING = 64;

/** Behind so many characters of a line every digit is masked, so that a long one costs little. */
const MAX_SEARCHED = 16 * 1024;

/** Commands whose result is the code of a digit. */
const KEY_VERBS =
  /^(?:STREAM FILE|CONTROL STREAM FILE|GET OPTION|WAIT FOR DIGIT|SAY \w+|RECORD FILE|RECEIVE CHAR)\b/i;

/** A `GET DATA` that asks for one digit. */
const ONE_DIGIT = /^GET DATA +(?:"(?:[^"\\]|\\.)*"|\S+) +"?-?\d+"? +"?1"?$/i;

/** What `Read` puts the digits into. */
const READ = /^EXEC +"?Read"? +"?([A-Za-z_]\w*)/i;

/** Commands that say what stands in their first argument. */
const SAY = /^(SAY (?:ALPHA|DIGITS|NUMBER|PHONETIC) +)("(?:[^"\\]|\\.)*"|\S+)/i;

/** What tells the end of a reply apart from a line of a value. */
const REPLY = /^(\d{3} (?:result=)?)(\S*)(.*)$/s;

/**
 * Masks what a caller entered in the lines of one conversation: in the replies of the commands that
 * read digits, in what is said of them, and wherever three or more of these digits come again. Lines
 * are binary strings.
 */
export class DigitMask {
  #keepKeys: boolean;
  #pending: string[] = [];
  #secrets: string[] = [];
  #keys = "";
  /** The variables that hold what `Read` read. */
  #readInto = new Set<string>();
  /** Whether the command before this one read a key, too. */
  #afterKey = false;

  /**
   * `keepKeys` leaves a key that stands alone as it is, so that menus can be replayed: the key that
   * ended a command, or the one digit that `GET DATA` asked for. Of keys that are read one right after
   * the other, as a PIN may be, only the first is kept.
   */
  constructor({ keepKeys = false }: { keepKeys?: boolean } = {}) {
    this.#keepKeys = keepKeys;
  }

  /** Masks a command. */
  sent(line: string): string {
    // A text to be echoed is sent besides a command; any other is sent when the last is answered.
    if (!/^GET FULL VARIABLE /i.test(line)) this.#pending = [];
    if (this.#pending.length < MAX_PENDING) this.#pending.push(line.trimEnd());
    const [, variable] = READ.exec(line) ?? [];
    if (variable !== undefined && this.#readInto.size < MAX_SECRETS) this.#readInto.add(variable);
    return this.#maskSecrets(line.replace(SAY, (_, verb, text) => verb + maskAll(text)));
  }

  /** Masks a line that Asterisk said. */
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
    const kept = this.#keptKey(command, result, rest);
    if (kept !== undefined) return kept;
    if (/^GET DATA\b/i.test(command) && /^[0-9A-D*#]+$/.test(result)) {
      this.#remember(result);
      return maskEvery(result) + this.#maskRest(rest);
    }
    if (/^SPEECH RECOGNIZE\b/i.test(command)) {
      return result + rest.replaceAll(/(?<=digit=)\S|(?<=text\d+="[^"]*)\d/g, MASK);
    }
    if (/^RECEIVE TEXT\b/i.test(command)) return result + maskAll(rest);
    if (this.#readsDigits(command)) {
      // The random texts of this library hold digits, too, and are no secrets.
      return result + rest.replaceAll(/tipring-[0-9a-f-]{36}|\d+/g, (text) => {
        if (text.startsWith("tipring-")) return text;
        this.#remember(text);
        return maskEvery(text);
      });
    }
    const key = KEY_VERBS.test(command) ? keyOf(command, result, rest) : undefined;
    if (key === undefined) return result + this.#maskRest(rest);
    this.#keys = (this.#keys + key).slice(-MAX_SECRET_LENGTH);
    return MASK_CODE + this.#maskRest(rest);
  }

  /** A result that is kept although it is a key; `undefined` for all others. */
  #keptKey(command: string, result: string, rest: string): string | undefined {
    if (!this.#keepKeys) return undefined;
    const isKey = ONE_DIGIT.test(command)
      ? /^[0-9A-D*#]$/.test(result)
      : KEY_VERBS.test(command) && keyOf(command, result, rest) !== undefined;
    const alone = isKey && !this.#afterKey;
    this.#afterKey = isKey;
    return alone ? result + this.#maskRest(rest) : undefined;
  }

  /** Whether a command reads a variable that holds digits of the caller. */
  #readsDigits(command: string): boolean {
    if (this.#readInto.size === 0) return false;
    const names = /^GET (?:FULL )?VARIABLE (.*)$/is.exec(command)?.[1]?.match(/\w+/g) ?? [];
    return names.some((name) => this.#readInto.has(name));
  }

  /** What stands behind the result; the place where a sound ended is no secret. */
  #maskRest(rest: string): string {
    const [text = "", end = ""] = rest.split(/(?= endpos=-?\d+\s*$)/);
    return this.#maskSecrets(text) + end;
  }

  #remember(digits: string): void {
    if (digits.length < MIN_SECRET) return;
    this.#secrets.push(digits.slice(0, MAX_SECRET_LENGTH));
    if (this.#secrets.length > MAX_SECRETS) this.#secrets.shift();
  }

  /** Masks digits that the caller entered before, whole or in part, but no token of this library. */
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

/** The digit that a result stands for; `undefined` if it stands for none. */
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
