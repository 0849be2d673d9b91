import { assertEquals, assertThrows } from "@std/assert";
import { readDialRequest } from "../../../../src/cli/console/phone/dial_request.ts";

Deno.test("readDialRequest() reads a path or an address", () => {
  assertEquals(readDialRequest({ target: "/menu/de?a=1" }).target, { path: "menu/de?a=1" });
  assertEquals(readDialRequest({ target: "menu" }).target, { path: "menu" });
  assertEquals(readDialRequest({ target: "agi://ivr.lan/x" }).target, {
    hostname: "ivr.lan",
    port: 4573,
    path: "x",
  });
  assertEquals(readDialRequest({ target: "agi://[::1]:99" }).target, {
    hostname: "::1",
    port: 99,
    path: "",
  });
});

Deno.test("readDialRequest() reads what the call begins with", () => {
  const plan = readDialRequest({
    target: "/m",
    callerId: "5551234",
    args: ["a", ""],
    variables: ["LANG=de", ""],
    database: ["pin/1=4=7"],
    applications: ["Dial=BUSY", "Dial=ANSWER:5s"],
  });
  assertEquals([plan.extension, plan.language], ["s", "en"]);
  assertEquals(readDialRequest({ target: "/m", language: "pt_BR" }).language, "pt_BR");
  assertEquals(plan.args, ["a", ""]);
  assertEquals(plan.variables, { LANG: "de" });
  assertEquals(plan.database, { "pin/1": "4=7" });
  assertEquals(plan.applications["Dial"], [{ status: "BUSY" }, {
    status: "ANSWER",
    duration: 5000,
  }]);
});

Deno.test("readDialRequest() refuses what is not a call", () => {
  const wrong = [
    [{ target: "http://x/" }, "Invalid address"],
    [{ target: "agi://host:99999/" }, "Invalid address"],
    [{ target: "agi://host:0/" }, "Invalid address"],
    [{ target: "a\nb" }, "Invalid target"],
    [{ target: 5 }, "Invalid target"],
    [{ target: "/m", callerName: "a\r\nagi_x: y" }, "Invalid callerName"],
    [{ target: "/m", args: "x" }, "Invalid args"],
    [{ target: "/m", args: Array(200).fill("x") }, "Invalid args"],
    [{ target: "/m", variables: ["x"] }, "Invalid variables"],
    [{ target: "/m", database: ["x=1"] }, "Invalid database"],
    [{ target: "/m", applications: ["Dial=SOMETIMES"] }, "Invalid application"],
    [{ target: "/m", extension: "a b" }, "Invalid extension"],
    [{ target: "/m", language: "../en" }, "must be a language such as en or pt_BR"],
    [{ target: "/m", language: "a".repeat(50) }, "Invalid language"],
  ] as const;
  for (const [body, message] of wrong) {
    assertThrows(() => readDialRequest(body), TypeError, message);
  }
  assertEquals(readDialRequest({}).target, { path: "" });
});
