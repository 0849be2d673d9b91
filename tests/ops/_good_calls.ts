import { Caller } from "./_caller.ts";
import { goodCalls, lostCalls } from "./_counts.ts";
import type { Report } from "./_report.ts";

/** How many calls there are at a time. */
const CALLS = 100;

/** What runs beside the calls. */
export interface Trouble {
  readonly name: string;
  readonly port: number;
  /** Makes trouble, and resolves when it is over. */
  readonly make: () => Promise<void>;
}

/** Makes a hundred calls at a time while there is trouble, and reports how they went. */
export async function callBeside(report: Report, { name, port, make }: Trouble): Promise<void> {
  const caller = new Caller({ port, calls: CALLS, hold: [50, 150], hangUpEvery: 10 });
  await caller.reached(CALLS / 2);
  await make();
  const counts = await caller.stop();
  report.add(`${name}: good calls`, goodCalls(counts), { atLeast: CALLS });
  report.add(`${name}: lost`, lostCalls(counts), { is: 0 });
  report.add(`${name}: first command p99, ms`, caller.firstCommand.at(0.99));
  report.add(`${name}: turnaround p99, ms`, caller.turnaround.at(0.99));
  report.add(`${name}: turnaround longest, ms`, caller.turnaround.longest);
}
