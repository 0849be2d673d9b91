/**
 * Asks a real Asterisk for the expressions whose answers the simulator gives, see
 * `tests/expressions.ts`.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { Asterisk } from "./harness/asterisk.ts";
import { askExpressions, readExpressions } from "../expressions.ts";
import { serveCall } from "./served_call.ts";
import { VERSION } from "./version.ts";

Deno.test(`a real Asterisk ${VERSION} answers as it was recorded`, async (t) => {
  await using asterisk = await Asterisk.start({ version: VERSION });
  for (const call of await readExpressions()) {
    // In sequence: all calls share AstDB and the global variables.
    await t.step(call.name, async () => {
      const { result } = await serveCall(asterisk, ({ channel }) => askExpressions(channel, call));
      assertEquals(result.actual, result.expected);
    });
  }
});
