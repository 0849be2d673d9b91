import { assert, assertEquals } from "@std/assert";
import { Deployment } from "kubernetes-models/apps/v1";
import { NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1";
import { Service } from "kubernetes-models/v1";
import { parseAllDocuments } from "yaml";
import { readInvocation } from "../../src/cli/options/invocation.ts";
import type { ServeInvocation } from "../../src/cli/serve/options.ts";
import { pathOf } from "../cli/program.ts";

const [deployment, service, budget, policy] = await read();
const pod = deployment.spec?.template.spec;
const container = pod?.containers[0];

/** The objects of the file, each checked against the schema of its kind. */
async function read(): Promise<[Deployment, Service, PodDisruptionBudget, NetworkPolicy]> {
  const text = await Deno.readTextFile(pathOf("../../deploy/kubernetes.yaml"));
  const documents = parseAllDocuments(text, { uniqueKeys: true });
  assertEquals(documents.map(({ errors, warnings }) => [errors, warnings]).flat(2), []);
  const objects = documents.map((document) => document.toJS());
  assertEquals(objects.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`), [
    "apps/v1 Deployment",
    "v1 Service",
    "policy/v1 PodDisruptionBudget",
    "networking.k8s.io/v1 NetworkPolicy",
  ]);
  return [
    new Deployment(objects[0]),
    new Service(objects[1]),
    new PodDisruptionBudget(objects[2]),
    new NetworkPolicy(objects[3]),
  ];
}

/** What `tipring` makes of its arguments. */
function invocation(): ServeInvocation {
  const read = readInvocation(container?.args ?? []);
  assert(read.kind === "serve", JSON.stringify(read));
  return read;
}

Deno.test("deploy/kubernetes.yaml holds to the schemas of Kubernetes", () => {
  for (const object of [deployment, service, budget, policy]) object.validate();
});

Deno.test("deploy/kubernetes.yaml gives a pod the time that tipring serve takes to drain", () => {
  const { drainDelay, drainTimeout } = invocation();
  const sleep = container?.lifecycle?.preStop?.sleep?.seconds ?? 0;
  assert(sleep > 0);
  const shutdown = 1000 * sleep + drainDelay + drainTimeout;
  assert(1000 * (pod?.terminationGracePeriodSeconds ?? 30) > shutdown);
});

Deno.test("deploy/kubernetes.yaml asks and calls at the ports where tipring serve listens", () => {
  const { port, admin } = invocation();
  assertEquals(container?.ports?.map(({ name, containerPort }) => [name, containerPort]), [
    ["fastagi", port],
    ["admin", admin?.port],
  ]);
  assertEquals(service.spec?.ports?.map(({ targetPort }) => targetPort), ["fastagi"]);
  for (
    const [probe, path] of [
      [container?.startupProbe, "/readyz"],
      [container?.readinessProbe, "/readyz"],
      [container?.livenessProbe, "/livez"],
    ] as const
  ) {
    assertEquals(probe?.httpGet, { path, port: "admin" });
  }
  assertEquals(
    policy.spec?.ingress?.map(({ ports }) => ports?.map(({ port }) => port)),
    [["fastagi"], ["admin"]],
  );
});

Deno.test("deploy/kubernetes.yaml means the same pods everywhere", () => {
  const labels = deployment.spec?.template.metadata?.labels;
  assertEquals(deployment.spec?.selector.matchLabels, labels);
  assertEquals(service.spec?.selector, labels);
  assertEquals(budget.spec?.selector?.matchLabels, labels);
  assertEquals(policy.spec?.podSelector?.matchLabels, labels);
  assert(Number(budget.spec?.minAvailable) < (deployment.spec?.replicas ?? 1));
});

Deno.test("deploy/kubernetes.yaml lets tipring write to its cache only, and be nobody", () => {
  const cache = container?.env?.find(({ name }) => name === "DENO_DIR")?.value;
  assertEquals(container?.volumeMounts?.map(({ mountPath }) => mountPath), [cache, "/tmp"]);
  assertEquals(container?.securityContext, {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  });
  assertEquals(pod?.securityContext?.runAsNonRoot, true);
});
