import config from "../../deno.json" with { type: "json" };
import { readInvocation } from "./args.ts";
import { helpText } from "./help.ts";
import { runFile } from "./run.ts";
import { serveHandlers } from "./serve.ts";

/** The exit status for arguments that cannot be understood. */
const USAGE_STATUS = 2;

/** Runs the program and returns its exit status. */
export async function main(argv: readonly string[]): Promise<number> {
  const invocation = readInvocation(argv);
  switch (invocation.kind) {
    case "help":
      console.log(helpText(invocation.topic).trimEnd());
      return 0;
    case "version":
      console.log(`tipring ${config.version} (deno ${Deno.version.deno})`);
      return 0;
    case "invalid": {
      const { message, topic } = invocation;
      const command = topic === "tipring" ? topic : `tipring ${topic}`;
      console.error(`tipring: ${message}\nTry "${command} --help".`);
      return USAGE_STATUS;
    }
    case "run":
      return await runFile(invocation.file, invocation.args);
    case "serve":
      try {
        return await serveHandlers(invocation);
      } catch (error) {
        console.error(`tipring: ${error instanceof Error ? error.message : error}`);
        return 1;
      }
  }
}
