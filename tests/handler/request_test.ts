import { assert, assertEquals } from "@std/assert";
import { NetworkRequest } from "../../src/handler/request.ts";
import { Environment } from "../../src/protocol/environment.ts";

function requestOf(networkScript: string): NetworkRequest {
  return new NetworkRequest(
    new Environment(`agi_network: yes\nagi_network_script: ${networkScript}\nagi_arg_1: one`),
  );
}

Deno.test("NetworkRequest splits path and query, and decodes only the query", () => {
  // As in the captures env_path_odd, env_query_only and env_no_path.
  const odd = requestOf("a/b%20c//d/?q=%2C&r=ä ö#frag");
  assertEquals(odd.script, "a/b%20c//d/");
  assertEquals([...odd.query], [["q", ","], ["r", "ä ö#frag"]]);
  const queryOnly = requestOf("?x=1&y=a%20b");
  assertEquals(queryOnly.script, "");
  assertEquals([...queryOnly.query], [["x", "1"], ["y", "a b"]]);
  assertEquals(requestOf("").script, "");
  assertEquals([...requestOf("").query], []);
  assertEquals(requestOf("a?b?c=d").query.get("b?c"), "d");
});

Deno.test("NetworkRequest keeps a query that a handler has changed, and has the arguments", () => {
  const request = requestOf("pin?lang=de");
  request.query.set("lang", "en");
  assertEquals(request.query.get("lang"), "en");
  assertEquals(request.args, ["one"]);
  assertEquals(request.match, null);
});

Deno.test("NetworkRequest survives a spread, and is readable in a log", () => {
  const request = requestOf("pin?lang=de");
  request.match = { pathname: { input: "/pin", groups: {} } };
  request.call = { id: 7, peer: "127.0.0.1:5", channel: "SIP/1", uniqueId: "1.2", script: "pin" };
  const { script, args, query, match, call } = request;
  assertEquals({ ...request }, { script, args, query, match, call });
  assertEquals(Object.assign({}, request), { script, args, query, match, call });
  const text = Deno.inspect(request);
  for (const part of ["pin", "one", "lang", "pathname", "SIP/1"]) {
    assert(text.includes(part), `${text} has no ${part}`);
  }
});
