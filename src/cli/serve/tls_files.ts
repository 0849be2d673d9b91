import { checkTls, type TlsOptions } from "../../transport/tls.ts";

/**
 * Reads a certificate and its key.
 *
 * @throws {Error} If one of them cannot be read or is invalid; the message names option and file.
 */
export async function readTlsFiles(
  { certFile, keyFile }: { readonly certFile: string; readonly keyFile: string },
): Promise<TlsOptions> {
  const names = { cert: `--cert ${certFile}`, key: `--key ${keyFile}` };
  const tls = { cert: await read(certFile, names.cert), key: await read(keyFile, names.key) };
  checkTls(tls, names);
  return tls;
}

async function read(file: string, name: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : cause;
    throw new Error(`Cannot use ${name}: ${why}`, { cause });
  }
}
