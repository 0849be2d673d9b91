import { assert, assertEquals } from "@std/assert";
import type { Reply } from "../../src/command.ts";
import { AgiProtocolError } from "../../src/errors.ts";
import { EnvironmentReader } from "../../src/protocol/environment.ts";
import { Lines } from "../../src/protocol/lines.ts";
import { ReplyReader } from "../../src/protocol/reply.ts";
import { decodeText } from "../../src/protocol/text.ts";
import { type Capture, readCaptures } from "../testdata/captures.ts";
import { type Split, splits } from "../testdata/splits.ts";

/** One command, as a session sends it; of several at once nobody knows where a text ends. */
const FREE_TEXT = /^(GET (FULL )?VARIABLE|DATABASE GET|RECEIVE TEXT|SPEECH RECOGNIZE) .*\n$/i;

/** Captures without an environment: Asterisk did not connect, spoke by AMI, or was cut off. */
function hasEnvironment({ exchanges }: Capture): boolean {
  return exchanges.some(({ received }) => decodeText(received).includes("\n\n"));
}

/** Everything that Asterisk says in a capture. */
function readAll(capture: Capture, { cut }: Split): unknown {
  const lines = new Lines(1_000_000);
  const environmentReader = new EnvironmentReader();
  let environment: Record<string, string> | undefined;
  const replies: (Reply | "hangup")[] = [];
  for (const { sent, received } of capture.exchanges) {
    const shape = { freeText: FREE_TEXT.test(decodeText(sent)) };
    let reader = new ReplyReader(shape, 1_000_000);
    for (const chunk of cut(received)) {
      let rest: Uint8Array = chunk;
      if (environment === undefined) {
        environment = environmentReader.push(chunk)?.toObject();
        if (environment === undefined) continue;
        rest = environmentReader.rest;
      }
      lines.feed(rest);
      for (let line = lines.next(); line !== undefined; line = lines.next()) {
        const step = reader.push(decodeText(line), lines.mayGoOn);
        if (step === "hangup") replies.push("hangup");
        if (step !== "done" || reader.reply === undefined) continue;
        replies.push(reader.reply);
        reader = new ReplyReader(shape, 1_000_000);
      }
    }
    if (reader.begun) {
      reader.finish();
      if (reader.reply !== undefined) replies.push(reader.reply);
    }
  }
  return { environment, replies };
}

/**
 * One value here is `x)` and a newline and more: where a network cuts it behind the parenthesis,
 * its end cannot be known. `readVariable` knows it by a sentinel.
 */
const UNKNOWABLE = new Set(["getvar_newline"]);

/** Two commands are written at once here, so that a reply is not the last one's. */
const PIPELINED = /^pipelined_/;

/** A newline in an argument, followed by an empty line, ends the environment early. */
const FORGED = new Set(["env_arg_newline"]);

Deno.test("every captured environment and reply is read the same however it is cut", () => {
  const [whole, ...others] = splits();
  assert(whole !== undefined);
  let count = 0;
  for (const capture of readCaptures().filter(hasEnvironment)) {
    const { name } = capture;
    if (FORGED.has(name)) continue;
    const expected = readAll(capture, whole);
    count++;
    if (UNKNOWABLE.has(name) || PIPELINED.test(name)) continue;
    for (const split of others) {
      assertEquals(readAll(capture, split), expected, `${name}, ${split.name}`);
    }
  }
  assert(count > 150, `only ${count} captures have an environment`);
});

Deno.test("an environment that an argument ends early is refused at the next line", () => {
  const capture = readCaptures().find(({ name }) => FORGED.has(name));
  assert(capture !== undefined);
  for (const split of splits()) {
    try {
      readAll(capture, split);
    } catch (error) {
      assert(error instanceof AgiProtocolError);
      continue;
    }
    throw new Error(`It was read, ${split.name}`);
  }
});
