import { invalid, readNumber, readOptions, wrongValue } from "./common.ts";
import type { Invocation, ServeInvocation } from "./invocation.ts";
import { LIMITS, readLimits } from "./limits.ts";
import type { LogFormat, LogLevel } from "../logging.ts";

/** More processes than any machine has use for. */
const MAX_WORKERS = 256;

const LOG_LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];
const LOG_FORMATS: readonly LogFormat[] = ["text", "json"];

/** Reads the arguments of `tipring serve`. */
export function readServe(argv: readonly string[]): Invocation {
  const { words, values, flags, lists, problem } = readOptions(argv, {
    values: {
      ...LIMITS,
      "admin": undefined,
      "cert": undefined,
      "default": undefined,
      "drain-delay": "0",
      "drain-timeout": "30",
      "hostname": "127.0.0.1",
      "key": undefined,
      "log-format": "text",
      "log-level": "info",
      "port": "4573",
      "record": undefined,
      "workers": undefined,
    },
    flags: ["keep-keys", "mask-digits", "watch"],
    lists: ["allow"],
  });
  if (flags.help) return { kind: "help", topic: "serve" };
  if (problem !== undefined) return invalid("serve", problem);
  const wrong = (option: keyof typeof values, right: string) =>
    invalid("serve", wrongValue(option, values[option] ?? "", right));
  const port = readNumber(values.port ?? "", 0, 65535);
  if (port === undefined || !Number.isInteger(port)) {
    return wrong("port", "a whole number from 0 to 65535");
  }
  const admin = values.admin === undefined ? undefined : readAddress(values.admin);
  if (values.admin !== undefined && admin === undefined) {
    return wrong("admin", "a port or HOST:PORT");
  }
  const delay = readNumber(values["drain-delay"] ?? "", 0, 86_400);
  if (delay === undefined) return wrong("drain-delay", "seconds from 0 to 86400");
  const seconds = readNumber(values["drain-timeout"] ?? "", 0, 86_400);
  if (seconds === undefined) return wrong("drain-timeout", "seconds from 0 to 86400");
  const logLevel = LOG_LEVELS.find((level) => level === values["log-level"]);
  if (logLevel === undefined) return wrong("log-level", LOG_LEVELS.join(", "));
  const logFormat = LOG_FORMATS.find((format) => format === values["log-format"]);
  if (logFormat === undefined) return wrong("log-format", LOG_FORMATS.join(", "));
  if (lists.allow.includes("")) {
    return invalid("serve", wrongValue("allow", "", "an address or a range of them"));
  }
  const { hostname = "", default: defaultFile, record } = values;
  if (hostname === "") return wrong("hostname", "an address of this machine");
  if (defaultFile === "") return wrong("default", "a handler file");
  if (record === "") return wrong("record", "a folder");
  const maskDigits = flags["mask-digits"];
  if (maskDigits && record === undefined) {
    return invalid("serve", "Cannot use --mask-digits: nothing is recorded without --record DIR");
  }
  const keepKeys = flags["keep-keys"];
  if (keepKeys && !maskDigits) {
    return invalid("serve", "Cannot use --keep-keys: nothing is masked without --mask-digits");
  }
  const { cert, key } = values;
  if (cert === "") return wrong("cert", "a file with a certificate in PEM");
  if (key === "") return wrong("key", "a file with a private key in PEM");
  if (cert !== undefined && key === undefined) {
    return invalid("serve", `Cannot use --cert ${cert}: its private key is missing, --key FILE`);
  }
  if (key !== undefined && cert === undefined) {
    return invalid("serve", `Cannot use --key ${key}: its certificate is missing, --cert FILE`);
  }
  const workers = values.workers === undefined ? undefined : readWorkers(values.workers);
  if (values.workers !== undefined && workers === undefined) {
    return wrong("workers", `auto or a whole number from 1 to ${MAX_WORKERS}`);
  }
  if (workers !== undefined && flags.watch) {
    return invalid(
      "serve",
      "Cannot use --watch with --workers: it is for development, by one process",
    );
  }
  const limits = readLimits(values);
  if ("option" in limits) return wrong(limits.option, limits.right);
  const handlers = words.map(readHandler);
  if (handlers.length === 0 && defaultFile === undefined) {
    return invalid("serve", "Cannot serve: name at least one handler file");
  }
  return {
    kind: "serve",
    handlers,
    defaultFile,
    hostname,
    port,
    logLevel,
    logFormat,
    drainDelay: delay * 1000,
    drainTimeout: seconds * 1000,
    allow: lists.allow,
    limits,
    ...(cert === undefined || key === undefined ? {} : { tls: { certFile: cert, keyFile: key } }),
    ...(workers === undefined ? {} : { workers }),
    ...(flags.watch ? { watch: true } : {}),
    ...(admin === undefined ? {} : { admin }),
    ...(record === undefined ? {} : { record: { folder: record, maskDigits, keepKeys } }),
  };
}

/** `9100`, `10.0.0.1:9100` or `[::1]:9100`; the address is that of this machine if there is none. */
function readAddress(text: string): ServeInvocation["admin"] {
  const [, ipv6, host, digits = ""] = /^(?:\[([\da-fA-F:.]+)\]:|([\w.-]+):)?(\d+)$/.exec(text) ??
    [];
  const port = readNumber(digits, 0, 65535);
  return port === undefined ? undefined : { hostname: ipv6 ?? host ?? "127.0.0.1", port };
}

/** `auto` is one for each processor. */
function readWorkers(text: string): number | undefined {
  if (text === "auto") return Math.min(navigator.hardwareConcurrency, MAX_WORKERS);
  const count = readNumber(text, 1, MAX_WORKERS);
  return Number.isInteger(count) ? count : undefined;
}

/** `/menu/:lang=menu.ts` has a pattern, `menu.ts` and `./a=b.ts` have none. */
function readHandler(word: string): ServeInvocation["handlers"][number] {
  const [, pattern, file] = /^(\/[^=]*)=(.+)$/.exec(word) ?? [];
  return file === undefined ? { pattern: undefined, file: word } : { pattern, file };
}
