import {
  type FunctionContext,
  notSimulated,
  type ReadTable,
  type WriteTable,
} from "./dialplan_function.ts";

/** Functions that read AstDB. */
export const DATABASE: ReadTable = {
  DB: (key, context) => {
    if (!isKey(key)) return undefined;
    const value = context.call.world.database.get(key);
    if (value !== undefined) context.write("DB_RESULT", value);
    return value ?? "";
  },
  DB_DELETE: (key, { call: { world }, write }) => {
    if (!isKey(key)) return undefined;
    const value = world.database.get(key);
    if (value === undefined) return "";
    world.database.delete(key);
    write("DB_RESULT", value);
    return value;
  },
  DB_EXISTS: (key, { call: { world }, write }) => {
    if (!isKey(key)) return undefined;
    if (!world.database.has(key)) return "0";
    // Asterisk is meant to keep the value there, but does not.
    write("DB_RESULT", "");
    return "1";
  },
  DB_KEYCOUNT: (family, context) => `${entriesBelow(family, context).length}`,
  DB_KEYS: (family, context) => {
    const first = entriesBelow(family, context).map((rest) => rest.split("/")[0] ?? "");
    return [...new Set(first)].join(",");
  },
};

/** Functions that set a value of AstDB. */
export const DATABASE_WRITERS: WriteTable = {
  DB: ({ args, value }, { call: { world } }) => {
    if (isKey(args)) world.database.set(args, value);
  },
};

function isKey(key: string): boolean {
  return /^[^/]+\/[^]+/.test(key);
}

/** Returns the keys of a family, in the order of AstDB: by bytes. */
function entriesBelow(family: string, { call: { world } }: FunctionContext): string[] {
  // A real AstDB also has Asterisk's own families.
  if (family === "") throw notSimulated("DB_KEYS", "of all families");
  const prefix = `${family}/`;
  return [...world.database.keys()].filter((key) => key.startsWith(prefix)).sort()
    .map((key) => key.slice(prefix.length));
}
