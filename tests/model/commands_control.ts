import type { Call } from "./call.ts";
import { type Outcome, result, type Table, USAGE } from "./outcome.ts";

/** How long it takes to answer a channel, in milliseconds. */
const ANSWER_TIME = 500;

/** What an application returns to have the 520 follow. */
const SHOW_USAGE = 1;

/** Commands on the channel itself, and those that run the dialplan. */
export const CONTROL: Table = {
  "ANSWER": { dead: false, run: answer },
  "ASYNCAGI BREAK": { dead: true, run: () => result(0) },
  "CHANNEL STATUS": { dead: false, run: channelStatus },
  "EXEC": { dead: true, run: exec },
  "GOSUB": { dead: false, run: gosub },
  "HANGUP": { dead: false, run: hangUp },
};

async function answer(call: Call): Promise<Outcome> {
  if (!call.channel.up && !await call.idle(ANSWER_TIME)) return result(-1);
  if (call.channel.hungUp) return result(-1);
  call.channel.up = true;
  return result(0);
}

function channelStatus(call: Call, args: readonly string[]): Outcome {
  const [name = call.channel.name] = args;
  if (args.length > 1) return USAGE;
  if (name !== call.channel.name) return result(-1);
  return result(call.channel.up ? 6 : 4);
}

function hangUp(call: Call, args: readonly string[]): Outcome {
  const [name = call.channel.name] = args;
  if (args.length > 1) return USAGE;
  if (name !== call.channel.name) return result(-1);
  call.channel.hangUp();
  return result(1);
}

async function exec(call: Call, args: readonly string[]): Promise<Outcome> {
  const [name, options = ""] = args;
  if (name === undefined) return USAGE;
  const application = call.world.applications.get(name.toLowerCase());
  if (application === undefined) return result(-2);
  const value = await application(call, options);
  return { ...result(value), usage: value === SHOW_USAGE };
}

async function gosub(call: Call, args: readonly string[]): Promise<Outcome> {
  if (args.length < 3 || args.length > 4) return USAGE;
  const subroutine = call.world.subroutines.get(args.slice(0, 3).join(","));
  if (subroutine === undefined) return result(-1, " Gosub label not found");
  call.say("100 result=0 Trying...");
  const complete = await subroutine(call, args[3] ?? "") === 0;
  return result(0, complete ? " Gosub complete" : " Gosub complete (abnormal exit)");
}
