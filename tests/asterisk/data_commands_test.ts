/**
 * The commands of variables and of the database, on a real Asterisk.
 *
 * @module
 */
import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { AgiAppError } from "../../mod.ts";
import { Asterisk } from "./harness/asterisk.ts";
import { errorOf, serveCall } from "./served_call.ts";

/** What AGI can write, but could be taken for something else. */
const ODD = 'back\\slash, "quotes", ${EXTEN} $[1+1] (a] %d ;& ünï 文 ): x ';

/** What only the dialplan can write, each like the end of a reply and something behind it. */
const MANY_LINES = [
  "a\nb",
  "\n",
  "x)\n200 result=1 (y)",
  "HANGUP\nHANGUP\n",
  "520-Invalid\n520 End of proper usage.\n",
  "cr\rlf\r\n)",
];

Deno.test("databasePut(), databaseGet() and databaseDel() on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  const { status } = await serveCall(asterisk, async ({ channel }) => {
    const keep = async (value: string | number, key = "key") => {
      assertEquals(await channel.databasePut("family", key, value), undefined);
      return await channel.databaseGet("family", key);
    };
    assertEquals(await channel.databaseGet("family", "key"), null);
    assertEquals(await keep("first"), "first");
    assertEquals(await keep(2), "2");
    assertEquals(await keep(""), "");
    assertEquals(await keep(ODD), ODD);
    assertEquals(await keep(ODD, "an odd/(key) ü"), ODD);
    const long = "0123456789".repeat(800);
    assertEquals(await keep(long), long);
    assertEquals(await channel.databaseDel("family", "key"), undefined);
    assertEquals(await channel.databaseGet("family", "key"), null);
    assertEquals(await channel.databaseDel("family", "key"), undefined);
  });
  assertEquals(status, "SUCCESS");
});

Deno.test("databaseDeltree() tells whether a real Asterisk deleted something", async () => {
  await using asterisk = await Asterisk.start();
  await serveCall(asterisk, async ({ channel }) => {
    const has = async (...keys: string[]) => {
      const values = await Promise.all(keys.map((key) => channel.databaseGet("tree", key)));
      return values.map((value) => value !== null);
    };
    const keys = ["a/1", "a/2", "b", "ab"];
    await Promise.all(keys.map((key) => channel.databasePut("tree", key, key)));
    await channel.databasePut("other", "a", "kept");
    assertEquals(await channel.databaseDeltree("tree", "c"), false);
    assertEquals(await channel.databaseDeltree("tree", "a"), true);
    assertEquals(await has("a/1", "a/2", "b", "ab"), [false, false, true, true]);
    assertEquals(await channel.databaseDeltree("tree", "a"), false);
    assertEquals(await channel.databaseDeltree("tree", "b"), true);
    assertEquals(await channel.databaseDeltree("tree"), true);
    assertEquals(await has("ab"), [false]);
    assertEquals(await channel.databaseDeltree("tree"), false);
    assertEquals(await channel.databaseGet("other", "a"), "kept");
    // As the docs of databaseDeltree() warn.
    await channel.databasePut("PIN-CODES", "a", "1");
    assertEquals(await channel.databaseDeltree("pin_codes"), true);
    assertEquals(await channel.databaseGet("PIN-CODES", "a"), null);
  });
});

Deno.test("setVariable() and getVariable() on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  await asterisk.cli("dialplan set global EVERYWHERE yes");
  const { status } = await serveCall(asterisk, async ({ channel, call }) => {
    const keep = async (value: string | number, name = "OWN") => {
      assertEquals(await channel.setVariable(name, value), undefined);
      return await channel.getVariable(name);
    };
    assertEquals(await channel.getVariable("NOT_SET"), null);
    assertEquals(await keep(""), "");
    assertEquals(await keep(42), "42");
    assertEquals(await keep(ODD), ODD);
    assertEquals(await keep("Jane", "CALLERID(name)"), "Jane");
    assertEquals(await channel.getVariable("EVERYWHERE"), "yes");
    assertEquals(await channel.getVariable("CHANNEL"), call.channel);
    assertEquals(await keep("x".repeat(1022)), "x".repeat(1022));
    for (const long of ["x".repeat(1023), "x".repeat(8000), "ü".repeat(600)]) {
      const error = await errorOf(keep(long));
      assertInstanceOf(error, AgiAppError);
      assert(long.startsWith(error.items["value"]?.replace("\ufffd", "") ?? "nothing"));
      assertEquals(await channel.readVariable("OWN"), long);
    }
  });
  assertEquals(status, "SUCCESS");
});

Deno.test("values with newlines are read whole from a real Asterisk, and nothing behind them", async () => {
  await using asterisk = await Asterisk.start();
  await Promise.all(MANY_LINES.map((lines) =>
    serveCall(asterisk, async ({ channel }) => {
      assertEquals(await channel.readVariable("LINES"), lines);
      assertEquals(await channel.getVariable("LINES"), lines);
      assertEquals(await channel.getFullVariable("<${LINES}>"), `<${lines}>`);
      assertEquals(await channel.databaseGet("a", "b"), null);
      assertEquals(channel.signal.aborted, false);
    }, { set: { LINES: lines } })
  ));
});

Deno.test("readVariable() gives a real Asterisk's values whole", async () => {
  await using asterisk = await Asterisk.start();
  await serveCall(asterisk, async ({ channel, call }) => {
    const keep = async (value: string, name = "OWN") => {
      await channel.setVariable(name, value);
      return await channel.readVariable(name);
    };
    assertEquals(await channel.readVariable("NOT_SET"), "");
    assertEquals(await keep(""), "");
    assertEquals(await keep(ODD), ODD);
    assertEquals(await keep("Jane, (Doe)", "CALLERID(name)"), "Jane, (Doe)");
    assertEquals(await channel.readVariable("CHANNEL"), call.channel);
    assertEquals(await channel.readVariable("CHANNEL(state)"), "Up");
    const long = "0123456789abcde\\".repeat(240) + "ü".repeat(2000);
    assertEquals(await keep(long), long);
  });
});

Deno.test("getVariable() and readVariable() give no value that a real Asterisk's function cut", async () => {
  await using asterisk = await Asterisk.start();
  await serveCall(asterisk, async ({ channel }) => {
    /** What both say of a value: the value itself, or the error. */
    const both = async (value: string, name: string) => {
      if (name.startsWith("DB(")) await channel.databasePut("family", "key", value);
      else await channel.setVariable(name, value);
      return [
        await channel.getVariable(name).catch((error) => error),
        await channel.readVariable(name).catch((error) => error),
      ];
    };
    for (const name of ["DB(family/key)", "GLOBAL(OWN)", "HASH(own,key)"]) {
      for (const end of ["x", "ü", "文", "\u{1f600}"]) {
        for (const length of [1000, 1019, 1020, 1021, 1022, 1023, 1024, 1025, 4091, 4095, 4096]) {
          const value = "x".repeat(length - new TextEncoder().encode(end).length) + end;
          const [got, read] = await both(value, name);
          if (length <= 1019 || !(got instanceof AgiAppError)) assertEquals(got, value);
          if (length <= 4091 || !(read instanceof AgiAppError)) assertEquals(read, value);
        }
      }
    }
    assertInstanceOf((await both("x".repeat(5000), "DB(family/key)"))[1], AgiAppError);
  });
});

Deno.test("getFullVariable() evaluates an expression on a real Asterisk", async () => {
  await using asterisk = await Asterisk.start();
  await serveCall(asterisk, async ({ channel, call }) => {
    const full = (expression: string) => channel.getFullVariable(expression);
    await channel.setVariable("A", ODD);
    assertEquals(await full("<${A}>"), `<${ODD}>`);
    assertEquals(await full("${EXTEN} $[1 + 2] ${NOT_SET}."), "up 3 .");
    assertEquals(await full("${TOUPPER(${EXTEN})}"), "UP");
    assertEquals(await full("EXTEN"), "EXTEN");
    assertEquals(
      await full('a text of $ {its} \\own, "1 + 2]'),
      'a text of $ {its} \\own, "1 + 2]',
    );
    assertEquals(
      await channel.getFullVariable("${CHANNEL}", call.callerChannel),
      call.callerChannel,
    );
    assertEquals(await channel.getFullVariable("${CHANNEL}", "Local/none"), null);
    const long = "0123456789".repeat(790);
    await channel.setVariable("A", long);
    assertEquals(await full("${A}${A}"), long + long);
  });
});
