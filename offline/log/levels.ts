/** The log levels: the higher, the more severe. */
export const LogLevels = {
  NOTSET: 0,
  DEBUG: 10,
  INFO: 20,
  WARN: 30,
  ERROR: 40,
  CRITICAL: 50,
} as const;

/** The name of a log level. */
export type LevelName = keyof typeof LogLevels;

/** The number of a log level. */
export type LogLevel = typeof LogLevels[LevelName];

/** The names of the log levels, lowest first. */
export const LogLevelNames: LevelName[] = Object.keys(LogLevels) as LevelName[];

/** The number of a level; throws an `Error` if there is no level of that name. */
export function getLevelByName(name: LevelName): LogLevel {
  const level = LogLevels[name];
  if (level === undefined) throw new Error(`Cannot get log level: no level named ${name}`);
  return level;
}

/** The name of a level; throws an `Error` if there is no level of that number. */
export function getLevelName(level: LogLevel): LevelName {
  const name = LogLevelNames.find((name) => LogLevels[name] === level);
  if (!name) throw new Error(`Cannot get log level: no name for level: ${level}`);
  return name;
}
