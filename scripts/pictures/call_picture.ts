import { simulateCall } from "../../src/testing/mod.ts";
import { arrow, box, line, type Picture, text } from "./svg.ts";

/** The places of Asterisk, tipring and the handler. */
const COLUMNS = [110, 400, 690] as const;
const NAMES = ["Asterisk", "tipring", "your handler"] as const;

const TOP = 70;
const STEP = 34;

/** A message from one column to another, or a note on a column. */
type Row =
  | { readonly from: 0 | 1 | 2; readonly to: 0 | 1 | 2; readonly message: string }
  | { readonly at: 0 | 1 | 2; readonly note: string };

/** Draws what Asterisk, tipring and a handler say to each other in a call. */
export async function callPicture(): Promise<Picture> {
  const rows = await readRows();
  const height = TOP + rows.length * STEP + 26;
  return {
    width: 800,
    height,
    title: "The sequence of a call",
    description: "Asterisk connects and sends the environment; tipring runs the handler, whose " +
      "methods become commands; a hangup aborts the signal and rejects the command.",
    elements: [
      ...COLUMNS.flatMap((x, index) => [
        line([[x, 54], [x, height - 16]], "line dashed"),
        box(x - 70, 20, { w: 140, h: 34 }),
        text(x, 42, { of: NAMES[index] ?? "", kind: "strong" }),
      ]),
      ...rows.flatMap((row, index) => rowElements(row, TOP + (index + 1) * STEP)),
    ],
  };
}

/** The rows: what goes over the wire is that of a call with a simulated Asterisk. */
async function readRows(): Promise<Row[]> {
  const call = simulateCall(async (channel) => {
    await channel.answer();
    await channel.getData("vm-password", { maxDigits: 4 });
    await channel.streamFile("vm-intro");
  });
  await call.hears("vm-password");
  await call.press("4711");
  await call.hears("vm-intro");
  await call.hangUp();
  const { transcript } = await call.result;
  const wire = [...transcript.matchAll(/ [<>] (.*)/g)].map(([, line = ""]) => line);
  const command = (index: number): Row => ({ from: 1, to: 0, message: wire[index] ?? "" });
  const reply = (index: number): Row => ({ from: 0, to: 1, message: wire[index] ?? "" });
  return [
    { from: 0, to: 1, message: "agi_network_script: pin ..." },
    { from: 1, to: 2, message: "handler(channel, request)" },
    { from: 2, to: 1, message: "channel.answer()" },
    command(0),
    reply(1),
    { from: 2, to: 1, message: 'channel.getData("vm-password", ...)' },
    command(2),
    { at: 0, note: "caller presses 4711" },
    reply(3),
    { from: 1, to: 2, message: '{ digits: "4711", timedOut: false }' },
    { from: 2, to: 1, message: 'channel.streamFile("vm-intro")' },
    command(4),
    { at: 0, note: "caller hangs up" },
    reply(5),
    reply(6),
    { from: 1, to: 2, message: "AgiHangup; channel.signal aborts" },
    { at: 2, note: "cleans up and returns" },
    { from: 1, to: 0, message: "closes the connection" },
  ];
}

function rowElements(row: Row, y: number): string[] {
  if ("note" in row) {
    const x = COLUMNS[row.at];
    return [
      box(x - 92, y - 20, { w: 184, h: 26, kind: "note" }),
      text(x, y - 2, { of: row.note, kind: "keys" }),
    ];
  }
  const [from, to] = [COLUMNS[row.from], COLUMNS[row.to]];
  return [
    arrow([[from, y], [to, y]], "flow"),
    text((from + to) / 2, y - 7, { of: row.message, kind: "mono" }),
  ];
}
