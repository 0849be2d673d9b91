import { escapeControls } from "../protocol/text.ts";
import type { Invocation } from "./options/invocation.ts";
import { readScript } from "./run/options.ts";
import { runFile } from "./run/run.ts";

/** The exit status for invalid arguments. */
const USAGE_STATUS = 2;

/**
 * Runs the program and returns its exit status. A script is a new process for each call, so nothing
 * else is loaded for it.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const script = readScript(argv);
  if (script !== undefined) return await runFile(script);
  const { readInvocation } = await import("./options/invocation.ts");
  try {
    return await obey(readInvocation(argv));
  } catch (error) {
    const message = error instanceof Error ? error.message : `${error}`;
    console.error(`tipring: ${escapeControls(message)}`);
    return 1;
  }
}

async function obey(invocation: Invocation): Promise<number> {
  switch (invocation.kind) {
    case "help": {
      const { helpText } = await import("./options/help.ts");
      console.log(helpText(invocation.topic));
      return 0;
    }
    case "version": {
      const { versionText } = await import("./options/version_text.ts");
      console.log(versionText());
      return 0;
    }
    case "invalid": {
      const { message, topic } = invocation;
      const command = topic === "tipring" ? topic : `tipring ${topic}`;
      console.error(`tipring: ${escapeControls(message)}\nTry "${command} --help".`);
      return USAGE_STATUS;
    }
    case "run":
      return await runFile(invocation);
    case "serve": {
      const { serveHandlers } = await import("./serve/serve.ts");
      return await serveHandlers(invocation);
    }
    case "dev": {
      const { dev } = await import("./dev/dev.ts");
      return await dev(invocation);
    }
    case "dial": {
      const { dial } = await import("./dial/dial.ts");
      return await dial(invocation);
    }
    case "replay": {
      const { replayRecording } = await import("./replay/replay.ts");
      return await replayRecording(invocation);
    }
    case "check": {
      const { checkHandlers } = await import("./check/check.ts");
      return await checkHandlers(invocation);
    }
    case "routes": {
      const { printRoutes } = await import("./routes/routes.ts");
      return await printRoutes(invocation);
    }
    case "init": {
      const { createProject } = await import("./init/init.ts");
      return await createProject(invocation);
    }
    case "completions": {
      const { completionsFor } = await import("./completions/completions.ts");
      console.log(completionsFor(invocation.shell).trimEnd());
      return 0;
    }
  }
}
