/**
 * `deno publish` to a registry of this test: what arrives there is what everybody would get.
 *
 * @module
 */
import { assert, assertEquals, assertFalse } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { Folder, pathOf } from "../cli/program.ts";

/** The other packages of the registry: stand-ins for the real ones. */
const STD = ["assert", "cli", "log"] as const;

/** A registry that has the `@std` packages, and takes one version, as far as `deno publish` asks. */
class Registry implements AsyncDisposable {
  readonly requests: string[] = [];
  archive: Uint8Array<ArrayBuffer> | undefined;
  #files = new Map<string, string>();
  #server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => this.#answer(request),
  );

  static async start(): Promise<Registry> {
    const registry = new Registry();
    for (const name of STD) await registry.#add(name);
    return registry;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/`;
  }

  async #add(name: string): Promise<void> {
    const folder = pathOf(`../../offline/${name}`);
    const { version, exports } = JSON.parse(await Deno.readTextFile(`${folder}/deno.json`));
    const manifest: Record<string, unknown> = {};
    for (const file of await filesOf(folder)) {
      const text = await Deno.readTextFile(`${folder}/${file}`);
      const bytes = new TextEncoder().encode(text);
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
      manifest[`/${file}`] = { size: bytes.length, checksum: `sha256-${digest}` };
      this.#files.set(`/@std/${name}/${version}/${file}`, text);
    }
    this.#files.set(
      `/@std/${name}/meta.json`,
      JSON.stringify({ scope: "std", name, latest: version, versions: { [version]: {} } }),
    );
    this.#files.set(
      `/@std/${name}/${version}_meta.json`,
      JSON.stringify({
        manifest,
        exports: typeof exports === "string" ? { ".": exports } : exports,
      }),
    );
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    this.requests.push(`${request.method} ${pathname}`);
    const headers = { connection: "close" };
    if (request.method === "POST") {
      this.archive = await request.bytes();
      return Response.json({ id: "1", status: "success", error: null }, { headers });
    }
    // Whether the package is there, and how it went; the version is not there yet.
    if (/\/packages\/agi$|^\/api\/publish_status\//.test(pathname)) {
      return Response.json({ id: "1", status: "success", error: null }, { headers });
    }
    const text = this.#files.get(pathname);
    if (text === undefined) return new Response("not here", { status: 404, headers });
    const type = pathname.endsWith(".ts") ? "text/typescript" : "application/json";
    return new Response(text, { headers: { ...headers, "content-type": type } });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

Deno.test("deno publish sends the package alone, with the real @std packages as imports", async () => {
  await using registry = await Registry.start();
  await using folder = await Folder.make();
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", pathOf("../../scripts/publish.ts"), "--no-provenance", "--token", "none"],
    // A cache of its own: what this registry has is not what others shall get.
    env: { JSR_URL: registry.url, DENO_DIR: `${folder.path}/cache`, NO_COLOR: "1" },
  }).output();
  assert(success, `${new TextDecoder().decode(stderr)}\n${registry.requests.join("\n")}`);
  const path = `/api/scopes/tipring/packages/agi/versions/${config.version}`;
  assert(registry.requests.includes(`POST ${path}`), registry.requests.join("\n"));

  await Deno.remove(`${folder.path}/cache`, { recursive: true });
  const archive = `${folder.path}/package.tar.gz`;
  await Deno.writeFile(archive, registry.archive ?? new Uint8Array());
  const tar = await new Deno.Command("tar", { args: ["xzf", archive, "-C", folder.path] }).output();
  assert(tar.success, new TextDecoder().decode(tar.stderr));
  await Deno.remove(archive);
  const files = await filesOf(folder.path);
  const places = new Set(files.map((file) => file.replace(/\/.*/, "")));
  assertEquals([...places].sort(), [
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "cli.ts",
    "deno.json",
    "docs",
    "mod.ts",
    "src",
  ]);
  for (const entry of Object.values(config.exports)) assert(files.includes(entry.slice(2)), entry);

  const imports = new Set<string>();
  for (const file of files.filter((file) => file.endsWith(".ts"))) {
    const text = (await Deno.readTextFile(`${folder.path}/${file}`))
      .replaceAll(/\/\*[^]*?\*\//g, "");
    for (const [, name = ""] of text.matchAll(/(?:\bfrom |\bimport\(|^import )"([^"]+)"/gm)) {
      if (/^[^.]/.test(name)) {
        imports.add(name.replace("jsr:/", "jsr:").replace(/@\^?\d.*?(?=\/|$)/, ""));
      }
      assertFalse(name.includes("offline"), `${file} imports ${name}`);
    }
  }
  for (const name of imports) {
    // The last ones stand in texts: in --help, in a test that is written from a recording, and in
    // the templates of tipring init.
    assert(
      /^(jsr:@std\/|npm:|node:|@tipring\/agi(\/(testing|ivr))?$|@std\/assert$)/.test(name),
      `${name} is not a package of a registry`,
    );
  }
  assert(imports.has("jsr:@std/cli/parse-args"), [...imports].join("\n"));
  assert(imports.has("jsr:@std/log"), [...imports].join("\n"));
});

async function filesOf(folder: string, prefix = ""): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${folder}/${prefix}`)) {
    if (isDirectory) files.push(...await filesOf(folder, `${prefix}${name}/`));
    else files.push(prefix + name);
  }
  return files;
}
