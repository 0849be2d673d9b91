/**
 * What a script costs, from its start to its end, as a ratio to an empty program: five commands, in the
 * compiled program and in the bundle.
 *
 *     deno task bench:script [ROUNDS]
 *
 * It compiles an empty program, and takes `dist/tipring` and `dist/tipring.js` as they are.
 *
 * @module
 */
import { join } from "node:path";

const root = join(import.meta.dirname ?? ".", "..");
const ROUNDS = Number(Deno.args[0] ?? 31);

const ENVIRONMENT = new TextEncoder().encode(
  "agi_request: bench\nagi_channel: PJSIP/alice-00000001\nagi_language: en\nagi_type: PJSIP\n" +
    "agi_uniqueid: 1767225600.1\nagi_version: 22.5.2\nagi_callerid: 15551230001\n" +
    "agi_context: from-internal\nagi_extension: 100\nagi_priority: 2\nagi_enhanced: 0.0\n\n",
);
const REPLY = new TextEncoder().encode("200 result=1\n");

const HANDLER = `export default async (channel) => {
  await channel.answer();
  await channel.setVariable("bench", "1");
  await channel.getVariable("bench");
  await channel.streamFile("hello-world");
  await channel.hangup();
};
`;

/** A way of running something. */
interface Subject {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** What it is compared with. */
  readonly empty: readonly [string, ...string[]];
}

/** The milliseconds from the start of a process to its end; each of its commands is answered. */
async function time([program, ...args]: readonly [string, ...string[]]): Promise<number> {
  const start = performance.now();
  const child = new Deno.Command(program, {
    args,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  // An empty program ends without having read it.
  writer.write(ENVIRONMENT).catch(() => {});
  for await (const bytes of child.stdout) {
    for (const byte of bytes) if (byte === 10) writer.write(REPLY).catch(() => {});
  }
  await child.status;
  await writer.close().catch(() => {});
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? NaN;
}

const folder = await Deno.makeTempDir();
try {
  const empty = `${folder}/empty`;
  await Deno.writeTextFile(`${empty}.js`, "");
  await Deno.writeTextFile(`${folder}/five.ts`, HANDLER);
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["compile", "-q", "--no-config", "--no-code-cache", "-A", "-o", empty, `${empty}.js`],
  }).spawn().status;
  if (!success) throw new Error("The empty program was not compiled");
  const deno = [Deno.execPath(), "run", "-A"] as const;
  const subjects: readonly Subject[] = [
    {
      name: "compiled",
      command: [join(root, "dist/tipring"), `${folder}/five.ts`],
      empty: [empty],
    },
    {
      name: "bundle",
      command: [...deno, join(root, "dist/tipring.js"), `${folder}/five.ts`],
      empty: [...deno, `${empty}.js`],
    },
  ];
  for (const { name, command, empty } of subjects) {
    const ratios: number[] = [];
    // The first ones fill caches.
    for (let round = -3; round < ROUNDS; round++) {
      // One after the other, so that what else the machine does meets both.
      const idle = await time(empty);
      const ratio = await time(command) / idle;
      if (round >= 0) ratios.push(ratio);
    }
    console.log(`${name.padEnd(10)} ${median(ratios).toFixed(2)} times an empty program`);
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
