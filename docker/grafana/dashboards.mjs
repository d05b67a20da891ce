// Writes the dashboards beside it, as Grafana wants them; node docker/grafana/dashboards.mjs. A test says when they are old.
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const source = { type: "prometheus", uid: "storycrew-prometheus" };
const retriesCost = "sum(increase(storycrew:retry_cost_usd:total[$__range]))";
const fullRetriesCost = "sum(increase(storycrew:full_retry_cost_usd:total[$__range]))";
const ended = "sum(increase(storycrew:chapters:total[$__range]))";
const judged = "sum(increase(storycrew:judgements:total[$__range]))";

// A panel: its kind, title, unit, and its queries as [expression, legend]. A share of nothing is no data, neither the best nor the worst.
const stat = (title, unit, expr) => ({ type: "stat", title, unit, queries: [[expr, ""]] });
const graph = (title, unit, ...queries) => ({ type: "timeseries", title, unit, queries });
const table = (title, unit, ...queries) => ({ type: "bargauge", title, unit, queries });

const dashboards = {
  cost: {
    title: "Cost",
    panels: [
      stat("Cost", "currencyUSD", "sum(increase(storycrew:cost_usd:total[$__range]))"),
      stat("Cost of a chapter", "currencyUSD", `sum(increase(storycrew:cost_usd:total[$__range])) / (${ended} > 0)`),
      stat("Saved by retrying only what failed", "percentunit", `1 - ${retriesCost} / (${fullRetriesCost} > 0)`),
      stat("Highest share of a budget", "percentunit", "max(storycrew_budget_used_ratio_max)"),
      graph("Cost by level, an hour", "currencyUSD", ["sum by (level) (increase(storycrew:cost_usd:total[1h]))", "{{level}}"]),
      graph("Retries, and what full ones would have cost, an hour", "currencyUSD",
        ["sum(increase(storycrew:retry_cost_usd:total[1h]))", "retries"],
        ["sum(increase(storycrew:full_retry_cost_usd:total[1h]))", "as full retries"]),
      graph("Tokens by level, an hour", "short", ["sum by (level, direction) (increase(storycrew:tokens:total[1h]))", "{{level}} {{direction}}"]),
      graph("Tokens by model, a second", "short",
        ["sum by (gen_ai_request_model) (rate(gen_ai_client_inference_usage_input_tokens_total[5m]))", "{{gen_ai_request_model}} input"],
        ["sum by (gen_ai_request_model) (rate(gen_ai_client_inference_usage_cache_read_input_tokens_total[5m]))", "{{gen_ai_request_model}} cached"],
        ["sum by (gen_ai_request_model) (rate(gen_ai_client_inference_usage_output_tokens_total[5m]))", "{{gen_ai_request_model}} output"]),
    ],
  },
  quality: {
    title: "Quality",
    panels: [
      stat("Success rate", "percentunit",
        `sum(increase(storycrew:chapters:total{outcome="ACCEPTED"}[$__range])) / (sum(increase(storycrew:chapters:total{outcome=~"ACCEPTED|EXHAUSTED"}[$__range])) > 0)`),
      stat("Judge's pass rate", "percentunit", `sum(increase(storycrew:judgements:total{result="passed"}[$__range])) / (${judged} > 0)`),
      stat("Escalated retries", "percentunit",
        'sum(increase(storycrew:retries:total{escalated="true"}[$__range])) / (sum(increase(storycrew:retries:total[$__range])) > 0)'),
      stat("Chapters", "short", ended),
      graph("Chapters by outcome, an hour", "short", ["sum by (outcome) (increase(storycrew:chapters:total[1h]))", "{{outcome}}"]),
      graph("Retries by level, an hour", "short", ["sum by (level) (increase(storycrew:retries:total[1h]))", "{{level}}"]),
      table("Issues by type", "short", ["sum by (type) (increase(storycrew:issues:total[$__range]))", "{{type}}"]),
      table("Mean score by criterion, since the beginning", "short", ["storycrew:score:sum / (storycrew:score:count > 0)", "{{criterion}}"]),
    ],
  },
  performance: {
    title: "Performance",
    panels: [
      stat("Time of a chapter", "s",
        "sum(increase(storycrew:chapter_duration_seconds:sum[$__range])) / (sum(increase(storycrew:chapter_duration_seconds:count[$__range])) > 0)"),
      stat("Lanes busy", "percentunit", "sum(storycrew_lanes_busy) / sum(storycrew_lanes)"),
      stat("Ledger behind", "s", "max(storycrew_ledger_lag_seconds)"),
      stat("Services that take work", "short", "sum(storycrew_service_ready)"),
      graph("Calls to models, 95th percentile", "s",
        ["histogram_quantile(0.95, sum by (le, gen_ai_request_model) (rate(gen_ai_client_inference_duration_seconds_bucket[5m])))", "{{gen_ai_request_model}}"]),
      graph("Calls to models, a second", "short",
        ["sum by (gen_ai_request_model, error_type) (rate(gen_ai_client_inference_duration_seconds_count[5m]))", "{{gen_ai_request_model}} {{error_type}}"]),
      graph("Runs of stages, 95th percentile", "s",
        ["histogram_quantile(0.95, sum by (le, stage) (rate(storycrew_stage_duration_seconds_bucket[5m])))", "{{stage}}"]),
      graph("Runs of stages, a second", "short", ["sum by (stage, outcome) (rate(storycrew_stage_runs_total[5m]))", "{{stage}} {{outcome}}"]),
      graph("Lanes busy by stage", "short", ["sum by (stage) (storycrew_lanes_busy)", "{{stage}}"]),
      graph("Records that wait", "short", ["max by (service) (storycrew_lag_records)", "{{service}}"]),
      graph("Heap", "bytes", ['sum by (instance) (jvm_memory_used_bytes{area="heap"})', "{{instance}}"]),
      graph("CPU", "percentunit", ["sum by (instance) (process_cpu_usage)", "{{instance}}"]),
    ],
  },
  alerts: {
    title: "Alerts",
    panels: [
      { type: "table", title: "Firing now", unit: "short", queries: [['ALERTS{alertname=~"Storycrew.+",alertstate="firing"} or vector(0)', ""]] },
      stat("Chapters stuck", "short", "sum(storycrew_chapters_stuck)"),
      stat("Chapters in dead letters", "short", "sum(storycrew_dead_letters_open)"),
      stat("Open circuits", "short", "sum(storycrew_circuit_open)"),
      graph("Circuits", "short", ["max by (provider) (storycrew_circuit_open)", "{{provider}}"]),
      graph("Routing errors, an hour", "short", ["sum by (service, reason) (increase(storycrew_routing_errors_total[1h]))", "{{service}} {{reason}}"]),
      graph("Failed runs, an hour", "short", ['sum by (stage) (increase(storycrew_stage_runs_total{outcome="failed"}[1h]))', "{{stage}}"]),
      graph("Services that take work", "short", ["sum by (service) (storycrew_service_ready)", "{{service}}"]),
    ],
  },
};

const letters = "ABCDEFGH";
let place = { x: 0, y: 0, row: 0 };

function position(panel) {
  const [w, h] = panel.type === "stat" ? [6, 4] : [12, 8];
  if (place.x + w > 24) place = { x: 0, y: place.y + place.row, row: 0 };
  const at = { x: place.x, y: place.y, w, h };
  place = { x: place.x + w, y: place.y, row: Math.max(place.row, h) };
  return at;
}

function panel(described, index) {
  return {
    id: index + 1,
    type: described.type,
    title: described.title,
    datasource: source,
    gridPos: position(described),
    fieldConfig: { defaults: { unit: described.unit, min: 0 }, overrides: [] },
    options: described.type === "stat" || described.type === "bargauge" ? { reduceOptions: { calcs: ["lastNotNull"] } } : {},
    targets: described.queries.map(([expr, legendFormat], query) => ({
      refId: letters[query],
      datasource: source,
      expr,
      legendFormat,
      instant: described.type !== "timeseries",
      range: described.type === "timeseries",
      ...(described.type === "table" ? { format: "table" } : {}),
    })),
  };
}

const folder = process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), "dashboards");
for (const [name, { title, panels }] of Object.entries(dashboards)) {
  place = { x: 0, y: 0, row: 0 };
  const dashboard = {
    uid: `storycrew-${name}`,
    title: `StoryCrew: ${title}`,
    tags: ["storycrew"],
    timezone: "utc",
    editable: false,
    schemaVersion: 39,
    version: 1,
    refresh: "30s",
    time: { from: "now-24h", to: "now" },
    links: [{ type: "dashboards", title: "StoryCrew", tags: ["storycrew"], asDropdown: false }],
    panels: panels.map(panel),
  };
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(dashboard, null, 2) + "\n");
}
