/**
 * Scrapes in a thread of its own, so that it keeps no good call waiting. Gets a `ScrapeOrder`, and
 * answers with the number of scrapes that were answered.
 *
 * @module
 */
/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

/** What is to be done. */
export interface ScrapeOrder {
  readonly port: number;
  /** How many scrapes there are at a time. */
  readonly atATime: number;
  readonly milliseconds: number;
}

self.onmessage = async ({ data }: MessageEvent<ScrapeOrder>) => {
  self.postMessage(await scrapeAll(data));
};

async function scrapeAll({ port, atATime, milliseconds }: ScrapeOrder): Promise<number> {
  const end = performance.now() + milliseconds;
  let answered = 0;
  await Promise.all(Array.from({ length: atATime }, async (_, index) => {
    const path = index % 4 === 0 ? "/calls" : "/metrics";
    while (performance.now() < end) {
      try {
        await (await fetch(`http://127.0.0.1:${port}${path}`)).text();
        answered++;
      } catch {
        // A scrape that has to make room for another one.
      }
    }
  }));
  return answered;
}
