import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import handler, { isOpen } from "../../examples/business_hours.ts";
import { simulateCall } from "../../src/testing/mod.ts";

/** A web service on this machine. */
function serveHours(
  answer: (request: Request) => Response | Promise<Response>,
): { readonly url: string } & AsyncDisposable {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, answer);
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

Deno.test("business_hours tells the dialplan what the service says", async () => {
  for (const open of [true, false]) {
    await using service = serveHours(() => Response.json({ open }));
    const { outcome, variables, transcript } = await simulateCall(handler, { args: [service.url] })
      .result;
    assertEquals(outcome, "completed", transcript);
    assertEquals(variables["OPEN"], open ? "yes" : "no", transcript);
  }
});

Deno.test("business_hours ends the request when the caller hangs up", async () => {
  const asked = Promise.withResolvers<Request>();
  const aborted = Promise.withResolvers<void>();
  await using service = serveHours((request) => {
    request.signal.addEventListener("abort", () => aborted.resolve());
    asked.resolve(request);
    return aborted.promise.then(() => new Response());
  });
  const call = simulateCall(handler, { args: [service.url] });
  const ended = call.result;
  await asked.promise;
  await call.hangUp();
  const { outcome, variables, transcript } = await ended;
  assertEquals([outcome, variables["OPEN"]], ["hangup", undefined], transcript);
  await aborted.promise;
});

Deno.test("business_hours takes its own hours when the service fails", async () => {
  await using service = serveHours(() => new Response("", { status: 503 }));
  const { outcome, variables, verbose, transcript } = await simulateCall(handler, {
    args: [service.url],
  }).result;
  assertEquals(outcome, "completed", transcript);
  assert(["yes", "no"].includes(variables["OPEN"] ?? ""), transcript);
  assertStringIncludes(verbose[0] ?? "", "it answers 503");
});

Deno.test("isOpen() is true from Monday to Friday, from 9 to 17", () => {
  const at = (day: number, hour: number, minute = 0) =>
    isOpen(new Date(2026, 0, day, hour, minute));
  assertEquals([at(5, 8, 59), at(5, 9), at(9, 16, 59), at(9, 17)], [false, true, true, false]);
  assertEquals([at(10, 12), at(11, 12)], [false, false]);
});
