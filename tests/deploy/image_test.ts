import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { parse, parseAllDocuments } from "yaml";
import { readInvocation } from "../../src/cli/options/invocation.ts";
import { Folder, pathOf, Program, run } from "../cli/program.ts";

const text = await Deno.readTextFile(pathOf("../../Dockerfile"));

/** The arguments of an instruction that is written as a list. */
function list(instruction: string): string[] {
  const [, words = "[]"] = new RegExp(`^${instruction} (\\[.*\\])$`, "m").exec(text) ?? [];
  return JSON.parse(words);
}

Deno.test("Dockerfile starts tipring serve with an admin interface where its health check asks", async () => {
  assertEquals(list("ENTRYPOINT"), ["/usr/bin/tipring"]);
  const invocation = readInvocation(list("CMD"));
  assert(invocation.kind === "serve", JSON.stringify(invocation));
  const health = await Deno.readTextFile(pathOf("../../deploy/image/health.ts"));
  assertEquals(invocation.admin?.port, Number(/PORT = (\d+)/.exec(health)?.[1]));
  const [, file = ""] = /^ +CMD \["\/usr\/bin\/tipring", "(.+)"\]$/m.exec(text) ?? [];
  assertStringIncludes(text, `COPY deploy/image/health.ts ${file}\n`);
});

Deno.test("Dockerfile and deploy/kubernetes.yaml agree on program and user", async () => {
  const yaml = await Deno.readTextFile(pathOf("../../deploy/kubernetes.yaml"));
  const [deployment] = parseAllDocuments(yaml).map((document) => document.toJS());
  const { securityContext, containers: [container] } = deployment.spec.template.spec;
  const { runAsUser, runAsGroup } = securityContext;
  assertMatch(text, new RegExp(`^USER ${runAsUser}:${runAsGroup}$`, "m"));
  assertEquals(container.command, list("ENTRYPOINT"));
});

Deno.test("deploy/image/health.ts succeeds while a server lives, and fails where there is none", async () => {
  await using folder = await Folder.make();
  const pin = await folder.write("pin.ts", "export default () => {};\n");
  await using program = new Program(["serve", "--port", "0", "--admin", "0", pin]);
  const [, port = ""] = /port=(\d+)/.exec(await program.logged(/admin interface/)) ?? [];
  const health = await Deno.readTextFile(pathOf("../../deploy/image/health.ts"));
  const file = await folder.write("health.ts", health.replace("PORT = 9100", `PORT = ${port}`));
  assertEquals((await run([file])).code, 0);
  program.kill("SIGTERM");
  await program.end();
  const { code, stderr } = await run([file]);
  assertEquals(code, 1);
  assertMatch(stderr, /Cannot load .*health\.ts/);
});

Deno.test(".github/workflows release by tag with the rights that each job needs, and no more", async () => {
  const folder = pathOf("../../.github/workflows");
  const release = parse(await Deno.readTextFile(`${folder}/release.yml`));
  const ci = parse(await Deno.readTextFile(`${folder}/ci.yml`));
  assertEquals([release.permissions, ci.permissions], [{ contents: "read" }, { contents: "read" }]);
  assertEquals(release.jobs.jsr.permissions["id-token"], "write");
  for (const name of ["jsr", "executables"]) assertEquals(release.jobs[name].needs, "check");
});
