/** What is masked. */
const DIGIT = /[0-9#]/;

/** Replaces a digit. It is a DTMF digit itself, so masked replies can still be parsed. */
const MASK = "*";
const MASK_CODE = `${MASK.charCodeAt(0)}`;

/** Maximum number of unanswered commands: the current one, and its fences. */
const MAX_PENDING = 64;

/** The random tokens of this library. They are not masked, because they mark the end of a value. */
const TOKEN = /(tipring-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/;

/** Commands whose result is the ASCII code of a digit. */
const KEY_VERBS =
  /^(?:STREAM FILE|CONTROL STREAM FILE|GET OPTION|WAIT FOR DIGIT|SAY \w+|RECORD FILE|RECEIVE CHAR)$/;

/** A `GET DATA` that asks for one digit. */
const ONE_DIGIT = /^GET DATA +(?:"(?:[^"\\]|\\.)*"|[^\s"]+) +"?-?\d+"? +"?1"?$/i;

/** Verbs of two or three words; any other verb is a single word. */
const VERB =
  /^(?:CONTROL STREAM FILE|GET FULL VARIABLE|WAIT FOR DIGIT|SPEECH \w+ GRAMMAR|(?:ASYNCAGI|CHANNEL|DATABASE|GET|RECEIVE|RECORD|SAY|SEND|SET|SPEECH|STREAM|TDD) \w+|\S+)/i;

/**
 * Indexes of the arguments that a caller cannot enter, such as times, counts and formats. In all
 * other arguments digits are masked.
 */
const PLAIN_ARGUMENTS: readonly (readonly [verb: RegExp, places: readonly number[]])[] = [
  [/^(?:GET DATA|GET OPTION|STREAM FILE)$/, [1, 2]],
  [/^CONTROL STREAM FILE$/, [1, 2, 3, 4, 5, 6]],
  [/^RECORD FILE$/, [1, 2, 3, 4, 5, 6]],
  [/^(?:WAIT FOR DIGIT|RECEIVE CHAR|RECEIVE TEXT|SET AUTOHANGUP|TDD MODE)$/, [0]],
  [/^SAY \w+$/, [1, 2, 3]],
  [/^VERBOSE$/, [1]],
  [/^SPEECH RECOGNIZE$/, [1, 2]],
];

/** Environment fields that can contain what a caller dialed, or entered before this AGI. */
const ENTERED_FIELDS =
  /^(agi_(?:arg_\d+|extension|dnid|rdnis|network_script): |agi_request: (?:\w+:\/\/[^/]*)?)(.*)$/s;

/** A reply: its status, its result, and the rest. */
const REPLY = /^(\d{3} (?:result=)?)(\S*)(.*)$/s;

/** The reply to a recognition: names and numbers that stay as they are, and digits to mask. */
const SPEECH =
  /( (?:endpos|results|score\d{1,2})=\d{1,9}(?=\s|$)| (?:text|grammar)\d{1,2}=)| digit=\S|[0-9#]/g;

/**
 * Masks digits in every value that could contain what a caller entered, in the lines of one
 * conversation: in the arguments of commands, in the values and keys of replies, and in environment
 * fields that the dialplan sets. Lines are binary strings.
 */
export class DigitMask {
  #keepKeys: boolean;
  #inEnvironment = true;
  #pending: string[] = [];
  /** Whether the last command that was answered read a key. */
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
    this.#inEnvironment = false;
    // Only a fence is sent while another command is unanswered.
    if (!/^GET FULL VARIABLE /i.test(line)) this.#pending = [];
    if (this.#pending.length < MAX_PENDING) this.#pending.push(line.trimEnd());
    if (!DIGIT.test(line)) return line;
    const [verb = ""] = VERB.exec(line) ?? [];
    const plain = plainPlaces(verb);
    let place = -1;
    return verb + line.slice(verb.length).replaceAll(/"(?:[^"\\]|\\.)*"?|[^\s"]+/gs, (argument) => {
      place++;
      return plain.includes(place) ? argument : maskAll(argument);
    });
  }

  /** Masks a line from Asterisk. */
  received(line: string): string {
    if (this.#inEnvironment) return this.#maskField(line);
    const [, head = "", result = "", rest = ""] = REPLY.exec(line) ?? [];
    if (head === "") return line.startsWith("520-") ? line : maskAll(line);
    if (/^(?:100|5\d\d)/.test(head)) {
      if (head.startsWith("5")) this.#pending.shift();
      return head + maskAll(result + rest);
    }
    if (this.#pending.length > 1 && this.#takeEcho(rest)) return line;
    return head + this.#maskReply(this.#pending.shift() ?? "", result, rest);
  }

  /** Whether a reply is that of a fence; then the commands before it are answered as well. */
  #takeEcho(rest: string): boolean {
    const echo = `"${rest.trim().slice(1, -1)}"`;
    const echoed = this.#pending.findIndex((command, at) => at > 0 && command.endsWith(echo));
    if (echoed <= 0 || echo === '""') return false;
    this.#pending.splice(0, echoed + 1);
    return true;
  }

  #maskReply(command: string, result: string, rest: string): string {
    const verb = (VERB.exec(command)?.[0] ?? "").toUpperCase();
    const isOneKey = ONE_DIGIT.test(command)
      ? /^[0-9A-D*#]$/.test(result)
      : KEY_VERBS.test(verb) && isKey(verb, result, rest);
    const kept = this.#keepKeys && isOneKey && !this.#afterKey;
    this.#afterKey = isOneKey;
    return kept ? result + maskRest(rest) : maskReply(verb, result, rest);
  }

  #maskField(line: string): string {
    if (line.trimEnd() === "") this.#inEnvironment = false;
    const [, name = "", value = ""] = ENTERED_FIELDS.exec(line) ?? [];
    return name === "" ? line : name + maskAll(value);
  }
}

function maskReply(verb: string, result: string, rest: string): string {
  if (verb === "GET DATA" && /^[0-9A-D*#]+$/.test(result)) {
    return MASK.repeat(result.length) + maskRest(rest);
  }
  if (verb === "SPEECH RECOGNIZE") {
    return maskResult(result) +
      rest.replaceAll(SPEECH, (found, plain) => plain ?? found.slice(0, -1) + MASK);
  }
  const key = KEY_VERBS.test(verb) && isKey(verb, result, rest);
  return (key ? MASK_CODE : maskResult(result)) + maskRest(rest);
}

/** Masks a result longer than a status code: it may be the reply to another command. */
function maskResult(result: string): string {
  return /^-?\d{0,2}$/.test(result) ? result : maskAll(result);
}

/** Masks the text after the result, except the position where a sound ended. */
function maskRest(rest: string): string {
  const end = rest.search(/ endpos=-?\d+\s*$/);
  return end < 0 ? maskAll(rest) : maskAll(rest.slice(0, end)) + rest.slice(end);
}

/** Whether a result is the ASCII code of a digit. */
function isKey(verb: string, result: string, rest: string): boolean {
  if (verb === "RECORD FILE" && !/^ \((?:dtmf|randomerror)\)/.test(rest)) return false;
  return /^[0-9A-D*#]$/.test(String.fromCharCode(Number(result)));
}

function plainPlaces(verb: string): readonly number[] {
  const name = verb.toUpperCase();
  return PLAIN_ARGUMENTS.find(([pattern]) => pattern.test(name))?.[1] ?? [];
}

/** Masks every digit, except in the random tokens of this library. */
function maskAll(text: string): string {
  if (!DIGIT.test(text)) return text;
  return text.split(TOKEN).map((part, at) => at % 2 === 1 ? part : part.replaceAll(/[0-9#]/g, MASK))
    .join("");
}
