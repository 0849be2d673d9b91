/**
 * Breaks the library on purpose, one thing at a time, and sees whether the model or a test finds it.
 *
 *     deno task test:mutations [WORD]
 *
 * WORD selects the mutations whose names or files hold it. Prints which of the two found each.
 *
 * @module
 */
import { model, TESTS } from "./judge.ts";
import { PROTOCOL_MUTATIONS } from "./protocol_mutations.ts";
import { SESSION_MUTATIONS } from "./session_mutations.ts";
import { TRANSPORT_MUTATIONS } from "./transport_mutations.ts";
import { tryMutations } from "./try_mutations.ts";

const MUTATIONS = [...SESSION_MUTATIONS, ...PROTOCOL_MUTATIONS, ...TRANSPORT_MUTATIONS];

if (import.meta.main) Deno.exitCode = await main(Deno.args);

function main([word = ""]: readonly string[]): Promise<number> {
  const selected = MUTATIONS.filter(({ name, file }) => name.includes(word) || file.includes(word));
  return tryMutations(selected, [TESTS, model(20_000)]);
}
