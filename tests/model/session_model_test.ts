import { checkConversations } from "./check_conversations.ts";

Deno.test("Session gives each command its own reply, whatever happens", async () => {
  const seed = Math.floor(Math.random() * 2 ** 30);
  const failure = await checkConversations({ peer: "asterisk", seed, count: 2000 });
  if (failure !== undefined) throw new Error(failure);
});

Deno.test("Session settles every command and gives its memory back, whatever a peer says", async () => {
  const seed = Math.floor(Math.random() * 2 ** 30);
  const failure = await checkConversations({ peer: "liar", seed, count: 1000 });
  if (failure !== undefined) throw new Error(failure);
});
