/**
 * Asterisk's side of many calls at a time, as cheap as it can be: it answers every line.
 *
 * @module
 */

/** What was measured while calls were made. */
export interface Load {
  readonly calls: number;
  readonly commands: number;
  readonly seconds: number;
  /** From the connect to the first command, in milliseconds, sorted. */
  readonly firstCommand: readonly number[];
  /** From a reply to the next command, in milliseconds, sorted. */
  readonly turnaround: readonly number[];
}

/** How calls are to be made. */
export interface LoadOptions {
  readonly port: number;
  /** Which script of the server. */
  readonly script: "short" | "long";
  /** How many calls are open at a time. */
  readonly concurrency: number;
  /** How long to go on, in seconds. */
  readonly seconds: number;
}

const encoder = new TextEncoder();
/** Replies by the first letter of the command. */
const REPLIES = new Map(
  Object.entries({
    A: "200 result=0\n", // ANSWER
    S: "200 result=0 endpos=8000\n", // STREAM FILE; SET VARIABLE has the one below
    G: "200 result=1 (1)\n", // GET VARIABLE
    H: "200 result=1\n", // HANGUP
  }).map(([letter, reply]) => [letter.charCodeAt(0), encoder.encode(reply)]),
);
const SET_REPLY = encoder.encode("200 result=1\n");
const REPLY = encoder.encode("200 result=0\n");

/** Makes one call after the other, so many at a time. */
export async function load(options: LoadOptions): Promise<Load> {
  const { port, script, concurrency, seconds } = options;
  const firstCommand: number[] = [];
  const turnaround: number[] = [];
  let calls = 0;
  let commands = 0;
  const begun = performance.now();
  const end = begun + 1000 * seconds;
  await Promise.all(Array.from({ length: concurrency }, async () => {
    while (performance.now() < end) {
      const count = await call(port, script, { firstCommand, turnaround });
      commands += count;
      calls++;
    }
  }));
  return {
    calls,
    commands,
    seconds: (performance.now() - begun) / 1000,
    firstCommand: sorted(firstCommand),
    turnaround: sorted(turnaround),
  };
}

/** Opens so many calls at the same moment, which stay open; tells the times to the first command. */
export async function open(
  port: number,
  count: number,
): Promise<{ conns: Deno.TcpConn[]; firstCommand: readonly number[] }> {
  const times: number[] = [];
  const conns = await Promise.all(Array.from({ length: count }, async () => {
    const begun = performance.now();
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    await conn.write(environment("idle"));
    const buffer = new Uint8Array(256);
    await conn.read(buffer);
    times.push(performance.now() - begun);
    await conn.write(REPLY);
    await conn.read(buffer);
    return conn;
  }));
  return { conns, firstCommand: sorted(times) };
}

async function call(
  port: number,
  script: string,
  times: { firstCommand: number[]; turnaround: number[] },
): Promise<number> {
  let begun = performance.now();
  using conn = await Deno.connect({ hostname: "127.0.0.1", port });
  await conn.write(environment(script));
  const buffer = new Uint8Array(256);
  let commands = 0;
  while (await conn.read(buffer) !== null) {
    const now = performance.now();
    (commands === 0 ? times.firstCommand : times.turnaround).push(now - begun);
    commands++;
    begun = now;
    await conn.write(replyTo(buffer));
  }
  return commands;
}

function replyTo(line: Uint8Array): Uint8Array<ArrayBuffer> {
  if (line[0] === 0x53 && line[1] === 0x45) return SET_REPLY;
  return REPLIES.get(line[0] ?? 0) ?? REPLY;
}

function environment(script: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(
    `agi_network: yes\nagi_network_script: ${script}\n` +
      `agi_request: agi://127.0.0.1:4573/${script}\nagi_channel: PJSIP/100-00000001\n` +
      "agi_language: en\nagi_type: PJSIP\nagi_uniqueid: 1795403388.1\nagi_version: 22.10.1\n" +
      "agi_callerid: 100\nagi_calleridname: Bench\nagi_callingpres: 0\nagi_callingani2: 0\n" +
      "agi_callington: 0\nagi_callingtns: 0\nagi_dnid: 200\nagi_rdnis: unknown\n" +
      "agi_context: test\nagi_extension: 200\nagi_priority: 2\nagi_enhanced: 0.0\n" +
      "agi_accountcode: \nagi_threadid: 140113335596736\n\n",
  );
}

function sorted(numbers: number[]): number[] {
  return numbers.sort((a, b) => a - b);
}
