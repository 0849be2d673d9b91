import { checkTls, type TlsOptions } from "../../transport/tls.ts";

/** The files of `--cert`, `--key` and `--client-ca`. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
  readonly clientCaFile?: string | undefined;
}

/**
 * Reads a certificate, its key, and the certificates that sign those of clients.
 *
 * @throws {Error} If one of them cannot be read or is invalid; the message names option and file.
 */
export async function readTlsFiles(
  { certFile, keyFile, clientCaFile }: TlsFiles,
): Promise<TlsOptions> {
  const names = {
    cert: `--cert ${certFile}`,
    key: `--key ${keyFile}`,
    clientCa: `--client-ca ${clientCaFile}`,
  };
  const tls: TlsOptions = {
    cert: await read(certFile, names.cert),
    key: await read(keyFile, names.key),
  };
  if (clientCaFile !== undefined) tls.clientCa = await read(clientCaFile, names.clientCa);
  checkTls(tls, names);
  return tls;
}

async function read(file: string, name: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : cause;
    throw new Error(`Cannot read ${name}: ${why}`, { cause });
  }
}
