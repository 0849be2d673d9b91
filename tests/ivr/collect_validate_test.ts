import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { collect, type CollectOptions } from "../../src/ivr/mod.ts";
import { keys, talk } from "./_talk.ts";

const PIN: CollectOptions = { prompt: "pin", digits: 4, noInput: "silent", noMatch: "wrong" };

function fail(message: string): never {
  throw new Error(message);
}

Deno.test("collect() gives what validate makes of the digits, and plays what it says is wrong", async () => {
  const signals: AbortSignal[] = [];
  const { value, heard, transcript } = await talk(async (channel) => {
    const answer = await collect(channel, {
      ...PIN,
      digits: { max: 2 },
      validate: async (digits, { signal }) => {
        signals.push(signal);
        await Promise.resolve();
        if (digits === "7") return false;
        return Number(digits) <= 31 ? { value: Number(digits) } : { wrong: ["there", "is-no"] };
      },
    });
    assertEquals(signals[0], channel.signal);
    return answer.status === "matched" ? answer.value + 1 : answer.status;
  }, {
    async caller(caller) {
      await caller.hears("pin");
      await caller.press("99");
      await caller.hears("is-no");
      await caller.hears("pin");
      await caller.press("7#");
      await caller.hears("wrong");
      await caller.press("31");
    },
  });
  assertEquals(value, 32, transcript);
  assertEquals(heard, ["pin", "there", "is-no", "pin", "wrong"], transcript);
});

Deno.test("collect() keeps keys for the next question while validate runs", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { value, heard, transcript } = await talk(async (channel) => {
    const first = await collect(channel, {
      ...PIN,
      validate: async () => {
        await promise;
        return true;
      },
    });
    const second = await collect(channel, { prompt: "b", digits: 3 });
    return [first, second].map((answer) => answer.status === "matched" && answer.value);
  }, {
    async caller(caller) {
      await caller.wait(50);
      await caller.press("1234");
      await caller.wait(100);
      await caller.press("56");
      resolve();
      await caller.wait(150);
      await caller.press("7");
    },
  });
  assertEquals(value, ["1234", "567"], transcript);
  assertEquals(heard, ["pin"], transcript);
});

Deno.test("collect() lets validate use the channel", async () => {
  const { value, transcript } = await talk(
    (channel) =>
      collect(channel, {
        ...PIN,
        validate: async (digits) => await channel.databaseGet("pin", "1") === digits,
      }),
    { caller: keys(50, "1234"), database: { "pin/1": "1234" } },
  );
  assertEquals(value?.status, "matched", transcript);
});

Deno.test("collect() passes on what validate throws, and refuses what it may not return", async () => {
  const thrown = await talk(
    (channel) =>
      collect(channel, { ...PIN, digits: { min: 0, max: 1 }, validate: () => fail("broken") }),
    {
      caller: keys(50, "#"),
    },
  );
  assertStringIncludes(`${thrown.error}`, "Error: broken");
  for (const result of [undefined, "1234", 1, { wrong: 5 }]) {
    const { error } = await talk(
      (channel) => collect(channel, { ...PIN, validate: () => result as unknown as boolean }),
      { caller: keys(50, "1234") },
    );
    assertStringIncludes(`${error}`, "TypeError: Invalid");
    assert(!`${error}`.includes("1234"), `${error}`);
  }
});

Deno.test("collect() ends though validate does not listen to its signal", async () => {
  const never = new Promise<boolean>(() => {});
  for (const typeAhead of [true, false]) {
    const hangup = await talk(
      (channel) => collect(channel, { ...PIN, typeAhead, validate: () => never }),
      {
        async caller(caller) {
          await caller.wait(250);
          await caller.press("1234");
          await caller.hangUp();
        },
      },
    );
    assertEquals(hangup.outcome, "hangup", hangup.transcript);
    const controller = new AbortController();
    const cancelled = await talk((channel) =>
      collect(channel, {
        ...PIN,
        typeAhead,
        signal: controller.signal,
        validate: () => {
          controller.abort();
          return never;
        },
      }), { caller: keys(250, "1234") });
    assertEquals(cancelled.value, { status: "cancelled", by: "signal", attempts: 1 });
  }
});
