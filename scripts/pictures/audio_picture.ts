import { arrow, box, type Picture, text } from "./svg.ts";

/** The lanes, from top to bottom. */
const AGI = 96;
const SPEECH = 168;
const KEYS = 218;
const SOUND = 284;

/** Draws the way of the audio between a caller and a handler. */
export function audioPicture(): Picture {
  return {
    width: 900,
    height: 350,
    title: "The way of the audio",
    description:
      "Asterisk's AudioSocket sends the caller's speech and keys to a port of tipring, " +
      "which gives them to the handler as streams; what the handler writes is queued, and a clock " +
      "sends a frame every 20 ms.",
    elements: [
      box(20, 140, { w: 84, h: 172 }),
      text(62, 231, { of: "Caller", kind: "strong" }),
      ...group(150, { w: 140, name: "Asterisk" }),
      ...part(165, AGI, { w: 110, of: "AGI()" }),
      box(165, 140, { w: 110, h: 172, kind: "back" }),
      text(220, 231, { of: "AudioSocket" }),
      ...group(380, { w: 500, name: "tipring" }),
      box(720, 60, { w: 140, h: 252, kind: "back" }),
      text(790, 82, { of: "your handler", kind: "strong" }),
      ...part(400, AGI, { w: 130, of: "session" }),
      ...part(400, SPEECH, { w: 150, of: "buffer (maxDelay)" }),
      ...part(400, SOUND, { w: 110, of: "clock (20 ms)" }),
      ...part(540, SOUND, { w: 150, of: "queue (maxQueue)" }),
      label(790, AGI + 10, "openAudio()"),
      label(790, SPEECH, "audio.readable"),
      label(790, KEYS, "audio.dtmf"),
      label(790, SOUND, "audio.writable"),
      arrow([[720, AGI], [530, AGI]]),
      arrow([[400, AGI], [275, AGI]]),
      text(335, AGI - 8, { of: "EXEC", kind: "mono" }),
      arrow([[104, SPEECH], [165, SPEECH]], "flow"),
      arrow([[275, SPEECH], [400, SPEECH]], "flow"),
      arrow([[550, SPEECH], [720, SPEECH]], "flow"),
      text(335, SPEECH - 8, { of: "frames", kind: "quiet" }),
      arrow([[104, KEYS], [165, KEYS]], "flow"),
      arrow([[275, KEYS], [720, KEYS]], "flow"),
      text(335, KEYS - 8, { of: "keys", kind: "quiet" }),
      arrow([[720, SOUND], [690, SOUND]], "flow"),
      arrow([[540, SOUND], [510, SOUND]], "flow"),
      arrow([[400, SOUND], [275, SOUND]], "flow"),
      text(335, SOUND - 8, { of: "frames", kind: "quiet" }),
      arrow([[165, SOUND], [104, SOUND]], "flow"),
    ],
  };
}

function group(x: number, { w, name }: { w: number; name: string }): string[] {
  return [
    box(x, 24, { w, h: 306 }),
    text(x + 12, 46, { of: name, kind: "strong", anchor: "start" }),
  ];
}

function part(x: number, y: number, { w, of }: { w: number; of: string }): string[] {
  return [box(x, y - 17, { w, h: 34, kind: "back" }), text(x + w / 2, y + 5, { of })];
}

function label(x: number, y: number, of: string): string {
  return text(x, y + 5, { of, kind: "mono" });
}
