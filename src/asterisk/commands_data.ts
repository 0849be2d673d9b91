import type { Call } from "./call.ts";
import { type CommandOutcome, type CommandTable, result, USAGE } from "./outcome.ts";
import { expand, readVariable, writeVariable } from "./variables.ts";

/** The size of GET VARIABLE's buffer, in bytes. */
const VALUE_LIMIT = 1023;

/** Commands on variables and AstDB, and commands without effect. */
export const DATA: CommandTable = {
  "DATABASE DEL": { dead: true, run: databaseDel },
  "DATABASE DELTREE": { dead: true, run: databaseDelTree },
  "DATABASE GET": { dead: true, run: databaseGet },
  "DATABASE PUT": { dead: true, run: databasePut },
  "GET FULL VARIABLE": { dead: true, run: getFullVariable },
  "GET VARIABLE": { dead: true, run: getVariable },
  "NOOP": { dead: true, run: () => result(0) },
  "SET VARIABLE": { dead: true, run: setVariable },
  "VERBOSE": { dead: true, run: verbose },
};

function getVariable(call: Call, args: readonly string[]): CommandOutcome {
  const [name] = args;
  if (args.length !== 1 || name === undefined) return USAGE;
  const value = readVariable(call, name);
  return value === undefined ? result(0) : result(1, ` (${value.slice(0, VALUE_LIMIT)})`);
}

/**
 * Expands a template for another channel, which can hold only that channel's variables.
 *
 * @throws {Error} If the template holds anything else.
 */
function getFullVariable(call: Call, args: readonly string[]): CommandOutcome {
  const [template, name = call.channel.name] = args;
  if (args.length > 2 || template === undefined) return USAGE;
  if (name === call.channel.name) return result(1, ` (${expand(call, template)})`);
  const other = call.world.channels.get(name);
  if (other === undefined) return result(0);
  if (/\$[{[]/.test(template.replaceAll(/\$\{\w+\}/g, ""))) {
    throw new Error(`GET FULL VARIABLE of ${name} failed: only variables are simulated there`);
  }
  const text = template.replaceAll(
    /\$\{(\w+)\}/g,
    (_, key) => key === "CHANNEL" ? name : other.variables?.get(key) ?? "",
  );
  return result(1, ` (${text})`);
}

function setVariable(call: Call, args: readonly string[]): CommandOutcome {
  const [name, value] = args;
  if (args.length !== 2 || name === undefined || value === undefined) return USAGE;
  writeVariable(call, name, value);
  return result(1);
}

function verbose(call: Call, args: readonly string[]): CommandOutcome {
  const [text] = args;
  if (text === undefined) return USAGE;
  call.tell({ type: "verbose", text });
  return result(1);
}

function databaseGet(call: Call, args: readonly string[]): CommandOutcome {
  if (args.length !== 2) return USAGE;
  const value = call.world.database.get(args.join("/"));
  return value === undefined ? result(0) : result(1, ` (${value})`);
}

function databasePut(call: Call, args: readonly string[]): CommandOutcome {
  const [family, key, value] = args;
  if (args.length !== 3 || value === undefined) return USAGE;
  call.world.database.set(`${family}/${key}`, value);
  return result(1);
}

function databaseDel(call: Call, args: readonly string[]): CommandOutcome {
  if (args.length !== 2) return USAGE;
  call.world.database.delete(args.join("/"));
  return result(1);
}

/** Returns 0 for success, unlike all other commands. */
function databaseDelTree(call: Call, args: readonly string[]): CommandOutcome {
  const [family = "", tree] = args;
  if (args.length < 1 || args.length > 2) return USAGE;
  const prefix = tree === undefined ? `${family}/` : `${family}/${tree}/`;
  const all = family === "" && tree === undefined;
  const keys = [...call.world.database.keys()]
    .filter((key) => all || `${key}/`.startsWith(prefix));
  for (const key of keys) call.world.database.delete(key);
  return result(keys.length > 0 ? 0 : 1);
}
