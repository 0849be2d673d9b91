/**
 * Stand-ins for the services of the audio examples.
 *
 * @module
 */
import { decodeMulaw, encodeMulaw } from "../../src/audio/mod.ts";
import { VoiceDetector } from "../../src/audio/mod.ts";
import { bytesOf } from "../../src/audio/mod.ts";
import { speech, webSocketServer } from "./audio_tools.ts";

/** What a recogniser got. */
export interface Recognised {
  rate: number;
  bytes: number;
  ended: boolean;
}

/** Speaks the protocol of Vosk's server: it recognises a word in each half a second of audio. */
export function recogniser(words: readonly string[]): {
  url: string;
  got: Recognised;
} & AsyncDisposable {
  const got: Recognised = { rate: 0, bytes: 0, ended: false };
  const server = webSocketServer((socket) => {
    socket.binaryType = "arraybuffer";
    let said = 0;
    socket.onmessage = ({ data }) => {
      if (typeof data !== "string") {
        got.bytes += data.byteLength;
        if (got.bytes < (said + 1) * 8000 || said >= words.length) {
          return socket.send(JSON.stringify({ partial: "" }));
        }
        return socket.send(JSON.stringify({ result: [], text: words[said++] }));
      }
      const message = JSON.parse(data);
      if (message.config) got.rate = message.config.sample_rate;
      if (!message.eof) return;
      got.ended = true;
      socket.send(JSON.stringify({ text: "over" }));
      socket.close();
    };
  });
  return Object.assign(server, { got });
}

/** What a model got, by the types of its events. */
export interface Heard {
  readonly types: string[];
  readonly truncated: number[];
  readonly outputs: string[];
}

/**
 * Speaks the events of a realtime API: greets for ten seconds; when the caller speaks for the first time
 * it asks for the order 4711, says the answer for a second, and hands over when the caller speaks again.
 */
export function model(): { url: string; heard: Heard } & AsyncDisposable {
  const heard: Heard = { types: [], truncated: [], outputs: [] };
  const server = webSocketServer((socket) => {
    const detector = new VoiceDetector({ hangover: 200, floor: -30 });
    const send = (event: Record<string, unknown>) => socket.send(JSON.stringify(event));
    const say = (milliseconds: number, item_id: string) => {
      // Much faster than it is played, as a real service does.
      for (let at = 0; at < milliseconds; at += 200) {
        const delta = encodeMulaw(speech(200)).toBase64();
        send({ type: "response.output_audio.delta", item_id, delta });
      }
      send({ type: "response.output_audio.done", item_id });
    };
    const ask = (name: string, args: string) =>
      send({
        type: "response.function_call_arguments.done",
        name,
        call_id: name,
        arguments: args,
      });
    let turns = 0;
    socket.onmessage = ({ data }) => {
      const event = JSON.parse(data);
      if (event.type !== "input_audio_buffer.append") heard.types.push(event.type);
      if (event.type === "session.update") say(10_000, "greeting");
      if (event.type === "conversation.item.truncate") heard.truncated.push(event.audio_end_ms);
      if (event.type === "conversation.item.create") heard.outputs.push(event.item.output);
      if (event.type === "response.create") say(1000, "answer");
      if (event.type !== "input_audio_buffer.append") return;
      const frame = bytesOf(decodeMulaw(Uint8Array.fromBase64(event.audio)));
      const change = detector.push(frame);
      if (change === "begin") send({ type: "input_audio_buffer.speech_started" });
      if (change !== "end") return;
      if (turns++ === 0) ask("order_status", '{"order":"4711"}');
      else ask("hand_over", "{}");
    };
  });
  return Object.assign(server, { heard });
}

/** A store that takes files by PUT. */
export function store(
  status = 201,
): { url: string; files: Map<string, Uint8Array> } & AsyncDisposable {
  const files = new Map<string, Uint8Array>();
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    files.set(`${request.method} ${new URL(request.url).pathname}`, await request.bytes());
    return new Response(null, { status });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/messages`,
    files,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
