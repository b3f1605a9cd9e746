// Measures what the house promises and prints it as a table: `make bench`. It measures and never judges: times depend on
// the machine, so no number here passes or fails.

import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { Agent } from "node:http";
import { dirname, join } from "node:path";
import { root, Server } from "../server.mjs";
import { manyBoards } from "./boards.mjs";
import { wholeCheck } from "./check.mjs";
import { get, load, percentile } from "./load.mjs";
import { planning } from "./planning.mjs";
import { interactive } from "./slow.mjs";
import { confirmationLink, signIn } from "./visitor.mjs";

/** @type {[string, string, string][]} */
const rows = [];
/** @param {string} what @param {string} budget @param {string} measured */
const row = (what, budget, measured) => rows.push([what, budget, measured]);
/** @param {number} number @param {number} digits */
const fixed = (number, digits = 1) => number.toFixed(digits);
/** @param {number} bytes */
const kilo = (bytes) => `${fixed(bytes / 1000)} kB`;

/** Resident memory of a process in MiB. @param {number} pid */
const memory = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? Number.NaN) / 1024;

/** @param {number} milliseconds */
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const brotli = { "accept-encoding": "br" };

/** The day with the fullest docket around today. @param {Server} server @param {string} cookie @param {Agent} agent */
const fullestDay = async (server, cookie, agent) => {
  let best = { path: "", bytes: 0 };
  for (let offset = -7; offset <= 7; offset += 1) {
    const day = new Date(Date.now() + offset * 86_400_000);
    const path = `/day/${new Intl.DateTimeFormat("en-CA", { timeZone: "America/El_Salvador" }).format(day)}`;
    const { bytes, status } = await get(server.address + path, { agent, headers: { cookie } });
    if (status === 200 && bytes > best.bytes) best = { path, bytes };
  }
  return best.path;
};

/** @param {string} name @param {Record<string, string>} settings */
const measure = async (name, settings) => {
  const server = await Server.start(settings);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    // The first start migrates and loads the demo; the second is what an operator waits for.
    await server.stop();
    await server.run();
    row(`${name}: warm start`, "≤ 5 s", `${fixed(server.started / 1000, 2)} s`);
    await pause(2_000);
    row(`${name}: memory, idle`, "≤ 60 MiB", `${fixed(memory(server.pid))} MiB`);

    const cookie = await signIn(server.address, "agenda");
    const path = await fullestDay(server, cookie, agent);
    const headers = { cookie, ...brotli };
    const first = [];
    for (let turn = 0; turn < 200; turn += 1) first.push((await get(server.address + path, { agent, headers })).first);
    row(`${name}: docket, first byte, one person, p95`, "≤ 30 ms", `${fixed(percentile(first, 0.95))} ms`);

    let peak = 0;
    const watching = setInterval(() => (peak = Math.max(peak, memory(server.pid))), 100);
    const result = await load(server.address + path, { connections: 16, seconds: 8, headers });
    clearInterval(watching);
    row(`${name}: docket, 16 connections`, "≥ 1,480 /s", `${fixed(result.perSecond, 0)} /s`);
    row(`${name}: docket, p50 and p99`, "", `${fixed(result.p50)} and ${fixed(result.p99)} ms`);
    if (result.failures > 0) row(`${name}: docket, answers other than 200`, "0", String(result.failures));
    row(`${name}: memory, under load`, "", `${fixed(peak)} MiB`);

    const link = await confirmationLink(server.address);
    if (link) {
      const page = await get(server.address + link, { agent, headers: brotli });
      const { style, font } = manifest;
      const whole = page.bytes + sent(style) + sent(font);
      row(`${name}: confirmation page, with style and typeface`, "≤ 60 kB", `${kilo(whole)} (page ${kilo(page.bytes)})`);
    }
    if (server.panics().length > 0) row(`${name}: panics`, "0", String(server.panics().length));
  } finally {
    agent.destroy();
    await server.remove();
  }
};

const site = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "site");
const manifest = JSON.parse(readFileSync(join(site, "manifest.json"), "utf8"));
// A folder named after its content looks like a file with an ending.
const inSite = readdirSync(site, { recursive: true }).map(String).filter((path) => statSync(join(site, path)).isFile());
const compressed = new Set(inSite.map((path) => `/${path}`));
/** Bytes of a file as it is sent. @param {string} path */
const sent = (path) => statSync(join(site, compressed.has(`${path}.br`) ? `${path}.br` : path)).size;

await measure("SQLite", {});
const postgres = process.env.TELESALA_TEST_POSTGRES;
if (postgres) await measure("PostgreSQL", { DATABASE_URL: postgres });

const server = await Server.start();
try {
  const { seconds, verdict } = await wholeCheck(server.address);
  row(`device check: a whole one with fine devices (${verdict})`, "≤ 60 s", `${fixed(seconds)} s`);
} catch (error) {
  console.error(error);
  row("device check: a whole one with fine devices", "≤ 60 s", "not measured: see above");
} finally {
  await server.remove();
}

const page = await Server.start();
try {
  row("signing in, at 1.6 Mbit/s, 150 ms and a 4 × slower processor: interactive", "≤ 2.5 s", `${fixed(await interactive(`${page.address}/sign-in`), 2)} s`);
  const { p50, p99, each } = await manyBoards(page, () => memory(page.pid));
  row("a change → seen on 1,000 open boards, p50 and p99", "p99 ≤ 250 ms", `${fixed(p50)} and ${fixed(p99)} ms`);
  row("1,000 open boards: memory a board", "≤ 20 KiB", `${fixed(each)} KiB`);
} catch (error) {
  console.error(error);
  row("slow lines and 1,000 boards", "", "not measured: see above");
} finally {
  await page.remove();
}

planning(row);

// Scheduling, measured from inside.
const scheduling = ["bench", "--package", "services", "--features", "testing", "--bench", "scheduling"];
const measured = spawnSync("cargo", scheduling, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
for (const line of measured.stdout.split("\n")) {
  const [what, budget, value] = line.split("\t");
  if (what && budget !== undefined && value) row(what, budget, value);
}
if (measured.status !== 0) row("scheduling", "", "not measured: see above");

// What every page loads, then what each group of pages loads on top of it when it is the first that a person opens.
const { pages, texts, ...first } = manifest;
/** @type {string[]} */
const catalogues = Object.values(texts);
// A page loads the texts of one language: the longest count.
first.texts = catalogues.sort((one, other) => sent(other) - sent(one))[0];
let sum = 0;
for (const [name, path] of Object.entries(first)) {
  sum += sent(path);
  row(`client: ${name}, as sent`, "", kilo(sent(path)));
}
row("client: first page (signing in), all of the above", "≤ 300 kB", kilo(sum));
const folder = dirname(manifest.script);
/** @type {[string, string[]][]} */
const groups = Object.entries(pages);
for (const [page, needed] of groups) {
  const own = ["pages.js", ...needed.map((module) => `${module}.wasm`)].map((file) => sent(`${folder}/${file}`));
  const name = page.replace(/_\d+$/, "");
  row(`client: ${name} opened first, ${needed.length} modules`, "≤ 400 kB", kilo(own.reduce((a, b) => a + b, sum)));
}
// Everything but the twins of each file and the list that only the server reads.
const assets = [...compressed].filter((path) => /\.(?!br$|gz$)\w+$/.test(path) && path !== "/manifest.json");
const files = assets.sort((one, other) => sent(other) - sent(one));
for (const path of files) row(`client: ${path.split("/").at(-1)}`, "", kilo(sent(path)));
row(`client: all ${files.length} files`, "", kilo(files.reduce((sum, path) => sum + sent(path), 0)));

const widths = [0, 1, 2].map((column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
console.log();
for (const cells of [["what", "budget", "measured"], ...rows]) {
  console.log(cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join("   "));
}
