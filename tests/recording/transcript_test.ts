import { assertEquals } from "@std/assert";
import { parseCapture } from "../../src/recording/capture.ts";
import { RecordingTranscript } from "../../src/recording/transcript.ts";
import { readCaptures } from "../testdata/captures.ts";

Deno.test("RecordingTranscript writes what parseCapture() reads: every capture comes out as it is", () => {
  for (const capture of readCaptures()) {
    let text = "";
    const transcript = new RecordingTranscript({ write: (part) => text += part });
    for (const entry of capture.entries) {
      if (entry.kind === "received") transcript.received(entry.bytes);
      if (entry.kind === "sent") transcript.sent(entry.bytes);
      if (entry.kind === "comment") transcript.note(entry.text);
    }
    transcript.end();
    const again = parseCapture(capture.name, text);
    assertEquals(again.received, capture.received, capture.name);
    assertEquals(again.sent, capture.sent, capture.name);
    assertEquals(again.exchanges.length, capture.exchanges.length, capture.name);
  }
});

Deno.test("RecordingTranscript writes lines as they came, or whole where they are to be masked", () => {
  const pieces = ["200 res", "ult=47", "11\nHANG", "UP\n", "rest"];
  for (
    const [maskDigits, expected] of [
      [false, [
        "> GET DATA a\\n",
        "< 200 res",
        "< ult=47",
        "< 11\\n",
        "< HANG",
        "< UP\\n",
        "< rest",
      ]],
      [true, [
        "# digits are masked",
        "> GET DATA a\\n",
        "< 200 result=****\\n",
        "< HANGUP\\n",
        "< rest",
      ]],
    ] as const
  ) {
    let text = "";
    const transcript = new RecordingTranscript({ write: (part) => text += part, maskDigits });
    const encoder = new TextEncoder();
    transcript.sent(encoder.encode("GET DATA a\n"));
    for (const piece of pieces) transcript.received(encoder.encode(piece));
    transcript.end();
    const lines = text.trimEnd().split("\n").filter((line) => !line.startsWith("# t="));
    assertEquals(lines, [...expected]);
  }
});

Deno.test("RecordingTranscript keeps a comment on one line", () => {
  let text = "";
  new RecordingTranscript({ write: (part) => text += part }).note("a\n> NOOP\\n ü");
  assertEquals(text, "# a\\n> NOOP\\\\n \\xc3\\xbc\n");
});
