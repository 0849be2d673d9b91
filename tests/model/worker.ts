/**
 * Checks batches of conversations on a thread of its own.
 *
 * @module
 */
import { type Batch, checkConversations } from "./check_conversations.ts";

const scope = self as unknown as {
  onmessage: (event: MessageEvent<Batch>) => Promise<void>;
  postMessage(failure: string | null): void;
};

scope.onmessage = async ({ data }) => scope.postMessage(await checkConversations(data) ?? null);
