/** CPU time used by a process, in seconds. */
export interface CpuTimes {
  readonly user: number;
  readonly system: number;
}

/** Clock ticks per second of `/proc`, the same on every Linux that Deno runs on. */
const TICKS = 100;

/** Reads the CPU time used by a process (Linux). */
export async function cpuTimes(pid: number): Promise<CpuTimes> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  // The name of the program stands in parentheses and can contain spaces.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { user: Number(fields[11]) / TICKS, system: Number(fields[12]) / TICKS };
}
