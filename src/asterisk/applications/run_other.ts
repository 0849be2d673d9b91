import type { Application, Call } from "../call.ts";

/** `Exec`: runs another application, given as `Application(options)`. */
export async function execApplication(call: Call, text: string): Promise<number> {
  return await runNamed(call, text) ?? -1;
}

/** `TryExec`: acts like `Exec`, and sets a variable to the outcome. */
export async function tryExec(call: Call, text: string): Promise<number> {
  const returned = await runNamed(call, text);
  const status = returned === undefined ? "NOAPP" : returned === 0 ? "SUCCESS" : "FAILED";
  call.world.variables.set("TRYSTATUS", status);
  return 0;
}

/**
 * `ExecIf`: runs one of two applications, given as `condition?Application(options):Application()`.
 */
export async function execIf(call: Call, text: string): Promise<number> {
  const [, condition = "", then = "", otherwise = ""] =
    /^([^?]*)\?((?:[^:(]|\([^]*?\))*):?([^]*)$/.exec(text) ?? [];
  const holds = condition.trim() !== "" && condition.trim() !== "0";
  const chosen = holds ? then : otherwise;
  return chosen === "" ? 0 : await runNamed(call, chosen) ?? -1;
}

async function runNamed(call: Call, text: string): Promise<number | undefined> {
  const [, name = text, options = ""] = /^([^(]*)\(([^]*)\)$/.exec(text.trim()) ?? [];
  const application: Application | undefined = call.world.applications.get(
    name.trim().toLowerCase(),
  );
  return application === undefined ? undefined : await application(call, options);
}
