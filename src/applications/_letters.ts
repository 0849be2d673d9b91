import { checkFlag, checkOneOf, checkOptionText, checkText } from "./_check.ts";

/** Which of two parties may do something. */
export type Party = "caller" | "callee" | "both";

const PARTIES: readonly Party[] = ["caller", "callee", "both"];

/** Option letters of an application, as `gm(jazz)`. */
export class Letters {
  #what: string;
  #text = "";

  /** `what` is the function that the letters are for. */
  constructor(what: string) {
    this.#what = what;
  }

  /** Adds a letter if its option is on. */
  flag(letter: string, name: string, value: unknown): this {
    if (checkFlag(this.#nameOf(name), value)) this.#text += letter;
    return this;
  }

  /** Adds a letter with an argument, if there is one. */
  argument(letter: string, argument: string | undefined): this {
    if (argument !== undefined) this.#text += `${letter}(${argument})`;
    return this;
  }

  /** Adds a letter if its option is a text or `true`: the text is its argument. */
  flagOrText(letter: string, name: string, value: unknown): this {
    if (typeof value !== "string") return this.flag(letter, name, value);
    return this.text(letter, name, value);
  }

  /** Adds a letter with a text, if its option is given. */
  text(letter: string, name: string, value: unknown): this {
    if (value === undefined) return this;
    return this.argument(letter, checkOptionText(this.#nameOf(name), value));
  }

  /** Adds a letter for the caller, for the callee, or both. */
  party(letters: { caller: string; callee: string }, name: string, value: unknown): this {
    if (value === undefined) return this;
    const party = checkOneOf(this.#nameOf(name), value, PARTIES);
    if (party !== "callee") this.#text += letters.caller;
    if (party !== "caller") this.#text += letters.callee;
    return this;
  }

  /** Adds letters as the dialplan writes them. */
  raw(value: unknown): this {
    if (value !== undefined && value !== "") {
      this.#text += checkText(this.#nameOf("rawOptions"), value);
    }
    return this;
  }

  /** All letters. */
  toString(): string {
    return this.#text;
  }

  #nameOf(option: string): string {
    return `${this.#what}() ${option}`;
  }
}
