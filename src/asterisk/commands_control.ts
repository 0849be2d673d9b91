import type { Call } from "./call.ts";
import { splitCallerId } from "./caller_id.ts";
import { type CommandOutcome, type CommandTable, failure, result, USAGE } from "./outcome.ts";
import { expand, readVariable } from "./variables.ts";

/** How long it takes to answer a channel, in milliseconds. */
const ANSWER_TIME = 500;

/** The result of an application after which Asterisk also sends a spurious 520. */
const SHOW_USAGE = 1;

/** The result of an application that failed. */
const FAILURE = 2;

/** Commands on the channel itself, and those that run the dialplan. */
export const CONTROL: CommandTable = {
  "ANSWER": { dead: false, run: answer },
  "ASYNCAGI BREAK": { dead: true, run: () => result(0) },
  "CHANNEL STATUS": { dead: false, run: channelStatus },
  "EXEC": { dead: true, run: exec },
  "GOSUB": { dead: false, run: gosub },
  "HANGUP": { dead: false, run: hangUp },
  "SET AUTOHANGUP": { dead: false, run: setAutohangup },
  "SET CALLERID": { dead: false, run: setCallerId },
  "SET CONTEXT": { dead: false, run: setPlace("context") },
  "SET EXTENSION": { dead: false, run: setPlace("extension") },
  "SET MUSIC": { dead: false, run: setMusic },
  "SET PRIORITY": { dead: false, run: setPriority },
};

async function answer(call: Call): Promise<CommandOutcome> {
  if (!call.channel.up && !await call.idle(ANSWER_TIME)) return failure(-1);
  if (call.channel.hungUp) return failure(-1);
  call.channel.up = true;
  return result(0);
}

function channelStatus(call: Call, args: readonly string[]): CommandOutcome {
  const [name = call.channel.name] = args;
  if (args.length > 1) return USAGE;
  if (name === call.channel.name) return result(call.channel.up ? 6 : 4);
  return result(call.world.channels.get(name)?.state ?? -1);
}

function hangUp(call: Call, args: readonly string[]): CommandOutcome {
  const [name = call.channel.name] = args;
  if (args.length > 1) return USAGE;
  const other = call.world.channels.get(name);
  if (name !== call.channel.name && other === undefined) return result(-1);
  call.world.channels.delete(name);
  if (other === undefined || other.otherEnd) call.channel.hangUp();
  return result(1);
}

async function exec(call: Call, args: readonly string[]): Promise<CommandOutcome> {
  const [name, options = ""] = args;
  if (name === undefined) return USAGE;
  const application = call.world.applications.get(name.toLowerCase());
  if (application === undefined) {
    const text = `there is no application ${name}: define it by applications: { ${name}: ... }, ` +
      `or on the command line by --app ${name}=`;
    call.tell({ type: "hint", text });
    return result(-2);
  }
  const full = /^(1|y|yes|t|true|on)$/i.test(readVariable(call, "AGIEXECFULL") ?? "");
  const value = await application(call, full ? expand(call, options) : options);
  return { ...result(value), usage: value === SHOW_USAGE, failed: value === FAILURE };
}

async function gosub(call: Call, args: readonly string[]): Promise<CommandOutcome> {
  if (args.length < 3 || args.length > 4) return USAGE;
  const subroutine = call.world.subroutines.get(args.slice(0, 3).join(","));
  if (subroutine === undefined) return failure(-1, " Gosub label not found");
  call.say("100 result=0 Trying...");
  const complete = await subroutine(call, args[3] ?? "") === 0;
  return result(0, complete ? " Gosub complete" : " Gosub complete (abnormal exit)");
}

function setAutohangup(call: Call, args: readonly string[]): CommandOutcome {
  const [seconds] = /^\s*[-+]?(\d+\.?\d*|\.\d+)/.exec(args[0] ?? "") ?? [];
  if (args.length !== 1 || seconds === undefined) return USAGE;
  call.hangUpAfter(Number(seconds) * 1000);
  return result(0);
}

function setCallerId({ channel }: Call, args: readonly string[]): CommandOutcome {
  if (args[0] !== undefined) Object.assign(channel.identity, splitCallerId(args[0]));
  return result(1);
}

function setPlace(part: "context" | "extension") {
  return ({ channel }: Call, args: readonly string[]): CommandOutcome => {
    const [place] = args;
    if (args.length !== 1 || place === undefined) return USAGE;
    channel.identity[part] = place;
    return result(0);
  };
}

/** Sets the priority to one less: the dialplan adds one when it goes on. */
function setPriority({ channel, world }: Call, args: readonly string[]): CommandOutcome {
  const [priority = ""] = args;
  if (args.length !== 1) return USAGE;
  const isNumber = /^\s*[-+]?\d+/.test(priority);
  if (!isNumber && !world.labels.has(priority)) return USAGE;
  const number = parseInt(priority);
  if (!isNumber) channel.identity.priority = priority;
  else if (number > 0) channel.identity.priority = `${number - 1}`;
  return result(0);
}

function setMusic({ channel }: Call, args: readonly string[]): CommandOutcome {
  const [onOff = "", name = "default"] = args;
  if (args.length < 1) return USAGE;
  if (/^on/i.test(onOff)) channel.music = name;
  else if (/^off/i.test(onOff)) channel.music = undefined;
  return result(0);
}
