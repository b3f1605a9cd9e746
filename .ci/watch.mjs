// The plain loop behind `make dev`: builds, serves the demo, and does both again when a source changes.

import { spawn } from "node:child_process";
import { existsSync, watch } from "node:fs";

const sources = ["app", "frontend/src", "frontend/static", "frontend/voice", "server", "shared", "style"].filter(existsSync);
const target = process.env.CARGO_TARGET_DIR ?? "target";
let server;
let timer;
let building = false;
const changed = new Set(["app"]);

/** Whether the command succeeds. */
const run = (command, ...args) =>
  new Promise((resolve) => {
    const child = spawn(command, args, { stdio: "inherit" });
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  });
const compile = (...args) => run("cargo", "build", ...args);

const stop = () =>
  new Promise((resolve) => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return resolve();
    server.once("exit", resolve);
    server.kill("SIGTERM");
  });

const build = async () => {
  if (building) return;
  building = true;
  while (changed.size > 0) {
    const folders = [...changed];
    changed.clear();
    const started = Date.now();
    // A style sheet needs no compiler, the server's own code no client.
    const rust = folders.some((folder) => !["style", "frontend/static", "frontend/voice"].includes(folder));
    const client = folders.some((folder) => folder !== "server");
    // Side by side: most of the time is one compiler's work on one crate.
    const compiled = await Promise.all([
      !rust || compile("--package", "server"),
      !rust || !client || compile("--profile", "wasm-dev", "--package", "frontend", "--target", "wasm32-unknown-unknown"),
    ]);
    if (!compiled.every(Boolean) || (client && !(await run(process.execPath, "frontend/build.mjs", "--dev")))) continue;
    console.log(`built in ${((Date.now() - started) / 1000).toFixed(1)} s`);
    if (rust || !server) {
      await stop();
      server = spawn(`${target}/debug/telesala`, ["serve", "--demo"], { stdio: "inherit" });
    }
  }
  building = false;
};

for (const folder of sources) {
  watch(folder, { recursive: true }, (_, file) => {
    if (!file || file.endsWith("~") || file.includes("node_modules")) return;
    changed.add(folder);
    // An editor writes a file in several moves; a branch switch writes many.
    clearTimeout(timer);
    timer = setTimeout(build, 200);
  });
}
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stop().then(() => process.exit(0)));
await build();
