/** A request of Asterisk, in the protocol of its external applications (AEAP). */
export interface AeapRequest {
  /** `setup`, `set`, `get` and others. */
  readonly name: string;
  readonly id: string;
  /** The codecs that Asterisk offers, by name. */
  readonly codecs: readonly string[];
  /** Parameters with text values. */
  readonly params: ReadonlyMap<string, string>;
}

/** Maximum length of an id that is sent back. */
const MAX_ID = 100;

/**
 * Parses a message of Asterisk. Returns `undefined` for the response to a request of ours.
 *
 * @throws {TypeError} If it is malformed.
 */
export function parseAeapRequest(text: string): AeapRequest | undefined {
  const message = readObject(parseJson(text));
  if (typeof message["response"] === "string") return undefined;
  const { request: name, id } = message as { request?: unknown; id?: unknown };
  if (typeof name !== "string" || typeof id !== "string" || id.length > MAX_ID) {
    throw new TypeError("Invalid AEAP message: it has no request and id");
  }
  const { codecs, params } = message as { codecs?: unknown; params?: unknown };
  return {
    name,
    id,
    codecs: (Array.isArray(codecs) ? codecs : []).map((codec) => `${readObject(codec)["name"]}`),
    params: new Map(
      Object.entries(readObject(params ?? {})).map(([key, value]) => [key, `${value}`]),
    ),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TypeError("Invalid AEAP message: it is not JSON");
  }
}

function readObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new TypeError("Invalid AEAP message: it is not an object");
}
