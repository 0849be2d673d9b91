import type {
  DeedAnswer,
  DialAnswer,
  DialRequest,
  PageSettings,
  PhoneDeed,
} from "../../src/cli/console/messages.ts";

/** How long the server may take to respond, in milliseconds. */
const TIMEOUT = 20_000;

/** The last deed that was sent: keys arrive in the order in which they were pressed. */
let lastDeed: Promise<unknown> = Promise.resolve();

/** Loads what the page needs first. */
export async function loadSettings(): Promise<PageSettings> {
  return await (await request("settings.json")).json();
}

/** Places a call; rejects with the reason if it cannot. */
export async function dial(call: DialRequest): Promise<DialAnswer> {
  return await (await post("phone/calls", call)).json();
}

/**
 * Does what the caller of a call does, after what was done before. Returns whether a command
 * listened.
 */
export async function act(id: number, deed: PhoneDeed): Promise<boolean> {
  const sent = lastDeed.then(() => post(`phone/calls/${id}`, deed));
  lastDeed = sent.catch(() => {});
  const answer: DeedAnswer = await (await sent).json();
  return answer.heard;
}

/** Loads a text about a call: its recording, a test, or the bytes of a command. */
export async function loadText(path: string): Promise<string> {
  return await (await request(path)).text();
}

async function post(path: string, body: unknown): Promise<Response> {
  return await request(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function request(path: string, init?: RequestInit): Promise<Response> {
  const response = await reach(path, init);
  if (response.ok) return response;
  throw new Error((await response.text()).trim() || `status ${response.status}`);
}

async function reach(path: string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { ...init, signal: AbortSignal.timeout(TIMEOUT) });
  } catch (cause) {
    throw new Error("The server cannot be reached: is tipring still running?", { cause });
  }
}
