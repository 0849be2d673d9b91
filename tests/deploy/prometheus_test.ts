/**
 * The alerts and the dashboard in deploy/, and the list of metrics in docs/metrics.md. Debian:
 * `apt install prometheus` has promtool.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parse } from "yaml";
import dashboard from "../../deploy/grafana-dashboard.json" with { type: "json" };
import { Folder, pathOf, Program } from "../cli/program.ts";
import { codeBlocks, readDocs } from "../docs/pages.ts";
import { isInstalled } from "./installed.ts";

const RULES = await Deno.readTextFile(pathOf("../../deploy/prometheus-rules.yml"));
const PAGE = readDocs().filter(({ path }) => path === "docs/metrics.md");

/** The queries of the dashboard, with what Grafana would put in. */
const QUERIES = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))
  .map((expr) => expr.replaceAll("$__rate_interval", "5m").replaceAll("$instance", ".+"));

/** A metric as the page lists it. */
interface Metric {
  readonly type: string;
  readonly labels: readonly string[];
}

/** The metrics of the page's tables: `| name | type | labels | meaning |`. */
function listedMetrics(): Map<string, Metric> {
  const text = PAGE[0]?.text ?? "";
  const rows = text.matchAll(/^\| `(\w+)` +\| (\w+) +\| ([^|]*)\|/gm);
  return new Map(Array.from(rows, ([, name = "", type = "", cell = ""]) => {
    const labels = Array.from(cell.matchAll(/`(\w+)`/g), ([, label = ""]) => label);
    return [name, { type, labels: labels.sort() }];
  }));
}

/** The metrics that a supervisor and its worker serve after a call, with their labels. */
async function servedMetrics(): Promise<Map<string, Metric>> {
  await using folder = await Folder.make();
  const file = await folder.write("pin.ts", "export default (channel) => channel.answer();\n");
  await using program = new Program(
    ["serve", file, "--port", "0", "--workers", "1", "--admin", "0"],
  );
  const [, port] = /port=(\d+)/.exec(await program.logged(/admin interface/)) ?? [];
  await using asterisk = await program.call("pin");
  assertEquals(await asterisk.line(), "ANSWER");
  await asterisk.say("200 result=0\n");
  await program.logged(/call ends/);
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  const metrics = new Map<string, Metric>();
  const text = await response.text();
  for (const [, name = "", type = ""] of text.matchAll(/^# TYPE (\w+) (\w+)$/gm)) {
    const sample = new RegExp(`^${name}(?:_count)?(?:\\{(.*)\\})? `, "m").exec(text);
    const labels = Array.from((sample?.[1] ?? "").matchAll(/(\w+)="/g), ([, label = ""]) => label);
    metrics.set(name, { type, labels: labels.sort() });
  }
  return metrics;
}

/** The names of metrics in a text. */
function metricsIn(text: string): Set<string> {
  const names = text.match(/\b(?:tipring|process|nodejs)_[a-z_]+\b/g) ?? [];
  return new Set(names.map((name) => name.replace(/_seconds_bucket$/, "_seconds")));
}

async function promtool(args: readonly string[], cwd: string): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command("promtool", { args: [...args], cwd })
    .output();
  assert(success, new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr));
}

Deno.test("docs/metrics.md lists the metrics of tipring serve, with type and labels", async () => {
  const listed = listedMetrics();
  const served = await servedMetrics();
  // No call is lost and no handler fails here, so that these have no sample.
  for (const name of ["tipring_worker_lost_calls_total", "tipring_handler_errors_total"]) {
    const metric = served.get(name);
    assertEquals(metric?.labels, []);
    served.set(name, { type: "counter", labels: ["route"] });
  }
  assertEquals(Object.fromEntries(listed), Object.fromEntries(served));
});

Deno.test("deploy/prometheus-rules.yml and the dashboard name metrics of docs/metrics.md", () => {
  const listed = listedMetrics();
  for (const text of [RULES, ...QUERIES]) {
    for (const name of metricsIn(text)) assert(listed.has(name), name);
  }
});

Deno.test("docs/metrics.md lists each alert", () => {
  const { groups } = parse(RULES) as { groups: { rules: { alert: string }[] }[] };
  const alerts = groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
  const listed = PAGE[0]?.text.matchAll(/^\| `(Tipring\w+)`/gm) ?? [];
  assertEquals(Array.from(listed, ([, name]) => name), alerts);
});

Deno.test("deploy/grafana-dashboard.json has panels that do not overlap, each with a query", () => {
  const { panels } = dashboard;
  assertEquals(new Set(panels.map(({ id }) => id)).size, panels.length);
  for (const { title, gridPos: { x, y, w, h }, targets } of panels) {
    assert(targets.length > 0 && x + w <= 24, title);
    const overlaps = panels.filter(({ gridPos: other }) =>
      other.x < x + w && x < other.x + other.w && other.y < y + h && y < other.y + other.h
    );
    assertEquals(overlaps.map((panel) => panel.title), [title]);
  }
});

Deno.test({
  name: "promtool accepts the alerts, and they fire when they have to and only then",
  ignore: !isInstalled("promtool"),
  async fn() {
    await using folder = await Folder.make();
    await folder.write("prometheus-rules.yml", RULES);
    await folder.write(
      "test.yml",
      await Deno.readTextFile(pathOf("../deploy/prometheus_rules.yml")),
    );
    await promtool(["check", "rules", "prometheus-rules.yml"], folder.path);
    await promtool(["test", "rules", "test.yml"], folder.path);
  },
});

Deno.test({
  name: "promtool accepts the queries of the dashboard, and the configuration of the page",
  ignore: !isInstalled("promtool"),
  async fn() {
    await using folder = await Folder.make();
    const rules = QUERIES.map((expr, index) => ({ record: `panel:query${index}`, expr }));
    await folder.write("rules.yml", JSON.stringify({ groups: [{ name: "panels", rules }] }));
    await promtool(["check", "rules", "rules.yml"], folder.path);
    const config = codeBlocks(PAGE).find(({ language }) => language === "yaml")?.text ?? "";
    assertStringIncludes(config, "scrape_configs:");
    await folder.write("tipring-rules.yml", RULES);
    const file = config.replace("/etc/prometheus/", `${folder.path}/`);
    await folder.write("prometheus.yml", file);
    await promtool(["check", "config", "prometheus.yml"], folder.path);
  },
});
