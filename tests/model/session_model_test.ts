import { checkConversations } from "./check_conversations.ts";

Deno.test("Session gives each command its own reply, whatever happens", async () => {
  const seed = Math.floor(Math.random() * 2 ** 30);
  const failure = await checkConversations({ seed, count: 2000 });
  if (failure !== undefined) throw new Error(failure);
});
