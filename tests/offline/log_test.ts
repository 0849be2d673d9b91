import {
  assertEquals,
  assertExists,
  assertInstanceOf,
  assertNotStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  BaseHandler,
  type BaseHandlerOptions,
  ConsoleHandler,
  type FormatterFunction,
  getLevelByName,
  getLevelName,
  type LevelName,
  Logger,
  type LogLevel,
  LogLevelNames,
  LogLevels,
  type LogRecord,
} from "@std/log";

class MemoryHandler extends BaseHandler {
  readonly lines: string[] = [];
  destroyed = false;

  log(msg: string): void {
    this.lines.push(msg);
  }

  override destroy(): void {
    this.destroyed = true;
  }
}

function loggerAt(level: LevelName): { logger: Logger; lines: string[] } {
  const handler = new MemoryHandler("NOTSET");
  return { logger: new Logger("calls", level, { handlers: [handler] }), lines: handler.lines };
}

/** What a logger makes of the message "hello" at the level. */
function record(level: "debug" | "info" | "warn" | "error" | "critical"): LogRecord {
  const records: LogRecord[] = [];
  const formatter: FormatterFunction = (made) => {
    records.push(made);
    return "";
  };
  const handlers = [new MemoryHandler("NOTSET", { formatter })];
  new Logger("calls", "NOTSET", { handlers })[level]("hello", "a", 1);
  const [made] = records;
  assertExists(made);
  return made;
}

Deno.test("LogLevels names every level in order", () => {
  assertEquals(LogLevels, { NOTSET: 0, DEBUG: 10, INFO: 20, WARN: 30, ERROR: 40, CRITICAL: 50 });
  assertEquals(LogLevelNames, ["NOTSET", "DEBUG", "INFO", "WARN", "ERROR", "CRITICAL"]);
  for (const name of LogLevelNames) assertEquals(getLevelName(getLevelByName(name)), name);
});

Deno.test("getLevelByName() and getLevelName() throw when there is no such level", () => {
  assertThrows(() => getLevelByName("LOUD" as LevelName), Error, "no level named LOUD");
  assertThrows(() => getLevelName(15 as LogLevel), Error, "no name for level: 15");
});

Deno.test("LogRecord holds the message, its level, its time and copies of its arguments", () => {
  const before = Date.now();
  const made = record("warn");
  assertEquals([made.msg, made.level, made.levelName, made.loggerName], [
    "hello",
    30,
    "WARN",
    "calls",
  ]);
  assertEquals(made.args, ["a", 1]);
  assertNotStrictEquals(made.args, made.args);
  assertInstanceOf(made.datetime, Date);
  assertEquals(made.datetime.getTime() >= before && made.datetime.getTime() <= Date.now(), true);
});

Deno.test("BaseHandler.handle() writes what is at or above its level", () => {
  const handler = new MemoryHandler("WARN");
  handler.handle(record("info"));
  handler.handle(record("warn"));
  handler.handle(record("error"));
  assertEquals(handler.lines, ["WARN hello", "ERROR hello"]);
});

Deno.test("BaseHandler() uses the formatter given", () => {
  const formatter: FormatterFunction = ({ levelName, msg, args }) =>
    JSON.stringify({ levelName, msg, args });
  const options: BaseHandlerOptions = { formatter };
  const handler = new MemoryHandler("DEBUG", options);
  handler.handle(record("info"));
  assertEquals(handler.lines, ['{"levelName":"INFO","msg":"hello","args":["a",1]}']);
});

Deno.test("BaseHandler.level and levelName change together", () => {
  const handler = new MemoryHandler("INFO");
  handler.level = LogLevels.ERROR;
  assertEquals(handler.levelName, "ERROR");
  handler.levelName = "DEBUG";
  assertEquals(handler.level, LogLevels.DEBUG);
  assertThrows(() => new MemoryHandler("LOUD" as LevelName), Error, "LOUD");
});

Deno.test("BaseHandler[Symbol.dispose]() destroys the handler", () => {
  const handler = new MemoryHandler("INFO");
  {
    using held = handler;
    held.setup();
  }
  assertEquals(handler.destroyed, true);
});

Deno.test("Logger methods pass on what is at or above the level, and return the message", () => {
  const { logger, lines } = loggerAt("WARN");
  assertEquals(logger.debug("d"), "d");
  assertEquals(logger.info("i"), "i");
  assertEquals(logger.warn("w"), "w");
  const returned: Error = logger.error(Object.assign(new Error("e"), { stack: "the stack" }));
  assertEquals(returned.message, "e");
  logger.critical("c");
  assertEquals(lines, ["WARN w", "ERROR the stack", "CRITICAL c"]);
});

Deno.test("Logger methods call a function only if they log its result", () => {
  const { logger, lines } = loggerAt("INFO");
  const result: number | undefined = logger.info(() => 7);
  assertEquals(result, 7);
  assertEquals(logger.debug(() => 8), undefined);
  assertEquals(lines, ["INFO 7"]);
});

Deno.test("Logger methods print values that are not strings", () => {
  const { logger, lines } = loggerAt("INFO");
  logger.info({ a: 1, b: "x", c: { d: null } });
  logger.info([1, "y"]);
  logger.info(undefined);
  logger.info(10n);
  logger.info(() => Math.max);
  assertEquals(lines, [
    'INFO {"a":1,"b":"x","c":{"d":null}}',
    'INFO {"0":1,"1":"y"}',
    "INFO undefined",
    "INFO 10",
    "INFO undefined",
  ]);
});

Deno.test("Logger methods give the record its arguments and the logger's name", () => {
  const seen: unknown[] = [];
  const handler = new MemoryHandler("INFO", {
    formatter: ({ args, loggerName }) => {
      seen.push(args, loggerName);
      return "";
    },
  });
  new Logger("calls", "INFO", { handlers: [handler] }).info("hello", 1, { two: 2 });
  assertEquals(seen, [[1, { two: 2 }], "calls"]);
});

Deno.test("Logger.level and levelName change together", () => {
  const { logger } = loggerAt("INFO");
  logger.level = LogLevels.ERROR;
  assertEquals([logger.levelName, logger.loggerName], ["ERROR", "calls"]);
  logger.levelName = "DEBUG";
  assertEquals(logger.level, LogLevels.DEBUG);
  assertThrows(
    () => {
      logger.level = 15 as LogLevel;
    },
    TypeError,
    "Invalid log level: 15",
  );
  assertEquals(new Logger("calls", "INFO").handlers, []);
});

Deno.test("ConsoleHandler.format() colours by level unless told not to", () => {
  const plain = new ConsoleHandler("DEBUG", { useColors: false });
  assertEquals(plain.format(record("error")), "ERROR hello");
  const colored = new ConsoleHandler("DEBUG");
  const line = (levelName: string, open: string, close: string): string =>
    Deno.noColor ? `${levelName} hello` : `${open}${levelName} hello${close}`;
  assertEquals(colored.format(record("debug")), "DEBUG hello");
  assertEquals(colored.format(record("info")), line("INFO", "\x1b[34m", "\x1b[39m"));
  assertEquals(colored.format(record("warn")), line("WARN", "\x1b[33m", "\x1b[39m"));
  assertEquals(colored.format(record("error")), line("ERROR", "\x1b[31m", "\x1b[39m"));
  assertEquals(
    colored.format(record("critical")),
    line("CRITICAL", "\x1b[1m\x1b[31m", "\x1b[39m\x1b[22m"),
  );
});
