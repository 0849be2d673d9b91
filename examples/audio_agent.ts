#!/usr/bin/env tipring
/**
 * A voice agent: the caller talks to a model behind a realtime WebSocket API, and can interrupt it at any
 * time. The model can look up an order in the AstDB, and hand the caller over to a person.
 *
 *     exten => 305,1,AGI(agi://127.0.0.1/audio_agent)
 *
 * `REALTIME_URL` and `REALTIME_KEY` name the service; it speaks the events of OpenAI's Realtime API, with
 * G.711 audio. `AGENT` is who is dialed, by default `PJSIP/agent`. Needs `app_audiosocket.so`.
 *
 * @module
 */
import type { Channel, Handler } from "@tipring/agi";
import { bytesOf, type CallAudio, decodeMulaw, openAudio } from "@tipring/agi/audio";
import { encodeMulaw, samplesOf } from "@tipring/agi/audio";

const INSTRUCTIONS = "You are the telephone service of a shop. Be brief. Look up orders by number.";
const TOOLS = [
  {
    type: "function",
    name: "order_status",
    description: "Finds the state of an order",
    parameters: {
      type: "object",
      properties: { order: { type: "string", description: "The number, digits only" } },
      required: ["order"],
    },
  },
  { type: "function", name: "hand_over", description: "Connects the caller to a person" },
];
const FORMAT = { format: { type: "audio/pcmu" } };
const AUDIO = { input: FORMAT, output: FORMAT };
const SESSION = { type: "realtime", instructions: INSTRUCTIONS, tools: TOOLS, audio: AUDIO };

/** What the model asks for. */
interface ToolCall {
  readonly name: string;
  readonly call_id: string;
  readonly arguments: string;
}

const handler: Handler = async (channel) => {
  await channel.answer();
  const model = new Model(Deno.env.get("REALTIME_URL") ?? "wss://api.openai.com/v1/realtime");
  try {
    await model.opened;
    let call = await model.talk(channel, [{ type: "session.update", session: SESSION }]);
    // Commands and audio take turns: the audio is closed for a tool, for some milliseconds.
    while (call?.name === "order_status") {
      const output = await findOrder(channel, call);
      const item = { type: "function_call_output", call_id: call.call_id, output };
      const events = [{ type: "conversation.item.create", item }, { type: "response.create" }];
      call = await model.talk(channel, events);
    }
  } finally {
    model.close();
  }
  // A person is also who helps when the model is gone.
  await channel.exec("Dial", Deno.env.get("AGENT") ?? "PJSIP/agent", 30);
};

export default handler;

async function findOrder(channel: Channel, call: ToolCall): Promise<string> {
  const { order } = JSON.parse(call.arguments);
  if (!/^\d{1,12}$/.test(order)) return "That is not an order number";
  return await channel.databaseGet("orders", order) ?? "There is no such order";
}

/** The conversation with the model. */
class Model {
  readonly opened: Promise<void>;
  #socket: WebSocket;
  #audio: CallAudio | undefined;
  #item = "";
  #onTool = Promise.withResolvers<ToolCall | undefined>();

  constructor(url: string) {
    const headers = { Authorization: `Bearer ${Deno.env.get("REALTIME_KEY") ?? ""}` };
    this.#socket = new WebSocket(url, { headers });
    this.opened = new Promise((resolve, reject) => {
      this.#socket.onopen = () => resolve();
      this.#socket.onerror = () => reject(new Error(`The model at ${url} failed`));
    });
    this.#socket.onmessage = ({ data }) => this.#onEvent(JSON.parse(data));
    this.#socket.onclose = () => this.#onTool.resolve(undefined);
  }

  /** Lets the caller and the model talk until it asks for a tool; `undefined` if it has gone. */
  async talk(channel: Channel, events: object[]): Promise<ToolCall | undefined> {
    if (this.#socket.readyState !== WebSocket.OPEN) return undefined;
    this.#onTool = Promise.withResolvers();
    await using audio = await openAudio(channel);
    this.#audio = audio;
    for (const event of events) this.#send(event);
    const listening = this.#listen(audio);
    const tool = await Promise.race([this.#onTool.promise, audio.ended.then(() => undefined)]);
    // What the model has said until now is heard to its end.
    await audio.mark();
    await audio.close();
    await listening;
    channel.signal.throwIfAborted();
    return tool;
  }

  close(): void {
    this.#socket.close();
  }

  async #listen(audio: CallAudio): Promise<void> {
    for await (const frame of audio.readable) {
      const codes = encodeMulaw(samplesOf(frame));
      this.#send({ type: "input_audio_buffer.append", audio: codes.toBase64() });
    }
  }

  #onEvent(event: ToolCall & { type: string; delta: string; item_id: string }): void {
    if (event.type === "response.output_audio.delta") {
      this.#item = event.item_id;
      const writer = this.#audio?.writable.getWriter();
      writer?.write(bytesOf(decodeMulaw(Uint8Array.fromBase64(event.delta)))).catch(() => {});
      writer?.releaseLock();
    } else if (event.type === "response.output_audio.done") {
      this.#audio?.mark();
    } else if (event.type === "input_audio_buffer.speech_started") {
      this.#interrupt();
    } else if (event.type === "response.function_call_arguments.done") {
      this.#onTool.resolve(event);
    } else if (event.type === "error") {
      this.#socket.close();
    }
  }

  /** The caller speaks: the model is silent at once, and learns how much of it was heard. */
  #interrupt(): void {
    const { played, dropped } = this.#audio?.flush() ?? { played: 0, dropped: 0 };
    if (dropped === 0) return;
    const audio_end_ms = Math.round(played);
    const item_id = this.#item;
    this.#send({ type: "conversation.item.truncate", item_id, content_index: 0, audio_end_ms });
  }

  #send(event: object): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(event));
  }
}
