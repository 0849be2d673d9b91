/** Calls in progress, for {@linkcode placeCalls}. */
export interface ManyCalls extends AsyncDisposable {
  /** How many calls still run. */
  readonly count: number;
}

/**
 * Places calls as Asterisk does. Each caller is called `caller N`, and never presses a key: a wait is
 * answered after its time.
 */
export async function placeCalls(
  port: number,
  { count, script }: { count: number; script: string },
): Promise<ManyCalls> {
  const conns = new Set<Deno.TcpConn>();
  const running: Promise<void>[] = [];
  for (let number = 1; number <= count; number++) {
    const conn = await Deno.connect({ port });
    conns.add(conn);
    running.push(answer(conn, `caller ${number}`, script).finally(() => conns.delete(conn)));
  }
  return {
    get count() {
      return conns.size;
    },
    async [Symbol.asyncDispose]() {
      for (const conn of conns) conn.close();
      await Promise.all(running);
    },
  };
}

async function answer(conn: Deno.TcpConn, name: string, script: string): Promise<void> {
  const encoder = new TextEncoder();
  const reply = encoder.encode("200 result=0\n");
  try {
    await conn.write(encoder.encode(
      `agi_network: yes\nagi_network_script: ${script}\nagi_channel: SIP/${name}\n` +
        `agi_uniqueid: ${name}\nagi_calleridname: ${name}\nagi_version: 22.10.1\n\n`,
    ));
    const buffer = new Uint8Array(1024);
    while (await conn.read(buffer) !== null) {
      await new Promise((resolve) => setTimeout(resolve, 2000));
      await conn.write(reply);
    }
  } catch {
    // The test has closed it.
  }
}
