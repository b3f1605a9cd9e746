// Before all tests: the demo data is loaded once, and every server under test begins with a copy. Telling its story takes a
// server many seconds, and a run starts a dozen.

import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { binary, demo } from "./server.mjs";

export default async function load() {
  const folder = await mkdtemp(join(tmpdir(), "telesala-demo-"));
  const database = join(folder, "telesala.sqlite");
  const { PATH, HOME } = process.env;
  await promisify(execFile)(binary, ["demo", "--database", `sqlite://${database}`], { cwd: folder, env: { PATH, HOME } });
  // Workers are started with it.
  process.env[demo] = database;
  return () => rm(folder, { recursive: true, force: true });
}
