import type { Call } from "./call.ts";
import { type Outcome, result, type Table, USAGE } from "./outcome.ts";

/** What GET VARIABLE has room for, in bytes. */
const VALUE_LIMIT = 1023;

/** Commands on variables and AstDB, and those that do nothing. */
export const DATA: Table = {
  "DATABASE DEL": { dead: true, run: databaseDel },
  "DATABASE DELTREE": { dead: true, run: databaseDelTree },
  "DATABASE GET": { dead: true, run: databaseGet },
  "DATABASE PUT": { dead: true, run: databasePut },
  "GET FULL VARIABLE": { dead: true, run: getFullVariable },
  "GET VARIABLE": { dead: true, run: getVariable },
  "NOOP": { dead: true, run: () => result(0) },
  "SET VARIABLE": { dead: true, run: setVariable },
  "VERBOSE": { dead: true, run: (_, args) => args.length === 0 ? USAGE : result(1) },
};

function getVariable(call: Call, args: readonly string[]): Outcome {
  const [name] = args;
  if (args.length !== 1 || name === undefined) return USAGE;
  const value = call.world.variables.get(name);
  return value === undefined ? result(0) : result(1, ` (${value.slice(0, VALUE_LIMIT)})`);
}

/** Puts values in the place of `${NAME}` and `${LEN(${NAME})}`; all else stands for itself. */
function getFullVariable(call: Call, args: readonly string[]): Outcome {
  const [template, channel = call.channel.name] = args;
  if (args.length > 2 || template === undefined) return USAGE;
  if (channel !== call.channel.name) return result(0);
  const { variables } = call.world;
  const text = template.replaceAll(
    /\$\{(LEN\(\$\{)?(\w+)(?:\}\))?\}/g,
    (_, len: string | undefined, name: string) => {
      const value = variables.get(name) ?? "";
      return len === undefined ? value : `${value.length}`;
    },
  );
  return result(1, ` (${text})`);
}

function setVariable(call: Call, args: readonly string[]): Outcome {
  const [name, value] = args;
  if (args.length !== 2 || name === undefined || value === undefined) return USAGE;
  call.world.variables.set(name.replace(/^__?/, ""), value);
  return result(1);
}

function databaseGet(call: Call, args: readonly string[]): Outcome {
  if (args.length !== 2) return USAGE;
  const value = call.world.database.get(args.join("/"));
  return value === undefined ? result(0) : result(1, ` (${value})`);
}

function databasePut(call: Call, args: readonly string[]): Outcome {
  const [family, key, value] = args;
  if (args.length !== 3 || value === undefined) return USAGE;
  call.world.database.set(`${family}/${key}`, value);
  return result(1);
}

function databaseDel(call: Call, args: readonly string[]): Outcome {
  if (args.length !== 2) return USAGE;
  call.world.database.delete(args.join("/"));
  return result(1);
}

/** Unlike all others says 0 for success. */
function databaseDelTree(call: Call, args: readonly string[]): Outcome {
  if (args.length < 1 || args.length > 2) return USAGE;
  const prefix = `${args.join("/")}/`;
  const keys = [...call.world.database.keys()].filter((key) => `${key}/`.startsWith(prefix));
  for (const key of keys) call.world.database.delete(key);
  return result(keys.length > 0 ? 0 : 1);
}
