// The server under test: the release build with the demo data in a database of its own.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
/** The release build, unless another is named. */
export const binary = resolve(process.env.TELESALA_BINARY ?? join(target, "release/telesala"));
const site = resolve(process.env.TELESALA_SITE ?? join(target, "site"));

/** Names an SQLite file with the demo data, with a copy of which servers begin. Without it each loads the data anew. */
export const demo = "TELESALA_TEST_DEMO";

/**
 * @param {string} host
 * @returns {Promise<number>}
 */
export const freePort = (host) =>
  new Promise((found, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      const port = typeof address === "object" && address ? address.port : 0;
      probe.close(() => found(port));
    });
  });

/**
 * The status and text of a plain answer, whoever signed the certificate; no answer is status 0.
 * @param {string} address
 * @returns {Promise<{ status: number, text: string }>}
 */
export const plainly = (address) =>
  new Promise((answered) => {
    const client = address.startsWith("https:") ? https : http;
    const request = client.get(address, { rejectUnauthorized: false, agent: false, timeout: 20_000 }, (response) => {
      let text = "";
      response.on("data", (data) => (text += data));
      response.on("end", () => answered({ status: response.statusCode ?? 0, text }));
      response.on("error", () => answered({ status: 0, text }));
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => answered({ status: 0, text: "" }));
  });

export class Server {
  log = "";
  /** Milliseconds from the start of the process to its first answer. */
  started = 0;
  /** @type {import("node:child_process").ChildProcess | undefined} */
  #process;

  /**
   * @param {string} address
   * @param {string} folder
   * @param {Record<string, string>} settings
   */
  constructor(address, folder, settings) {
    this.address = address;
    this.folder = folder;
    this.settings = settings;
  }

  /**
   * Starts a server on a free port of `host`; `settings` are environment variables on top of the usual ones.
   * @param {Record<string, string>} settings
   */
  static async start(settings = {}, host = "127.0.0.1") {
    const port = await freePort(host);
    const folder = await mkdtemp(join(tmpdir(), "telesala-browser-"));
    const scheme = settings.TELESALA_TLS_SELF_SIGNED ? "https" : "http";
    const database = join(folder, "telesala.sqlite");
    const loaded = process.env[demo];
    if (loaded && !settings.DATABASE_URL) {
      await copyFile(loaded, database);
      // What is not in the file itself yet.
      if (existsSync(`${loaded}-wal`)) await copyFile(`${loaded}-wal`, `${database}-wal`);
    }
    const server = new Server(`${scheme}://${host}:${port}`, folder, {
      TELESALA_ADDR: `${host}:${port}`,
      TELESALA_SITE: site,
      DATABASE_URL: `sqlite://${database}`,
      ...settings,
    });
    await server.run();
    return server;
  }

  get pid() {
    return this.#process?.pid ?? 0;
  }

  /** Starts the process; after `stop` the same database and port are used again. */
  async run() {
    const begun = performance.now();
    const child = spawn(binary, ["serve", "--demo", "--migrate"], {
      // What it makes by itself (a certificate) stays with the rest of this server.
      cwd: this.folder,
      env: { ...process.env, RUST_BACKTRACE: "1", ...this.settings },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process = child;
    child.stdout.on("data", (data) => (this.log += data));
    child.stderr.on("data", (data) => (this.log += data));
    // Telling the demo's story to a database server takes tens of thousands of questions and answers, one after the other.
    const ends = begun + (this.settings.DATABASE_URL?.startsWith("postgres") ? 300_000 : 60_000);
    while (performance.now() < ends) {
      if (child.exitCode !== null) break;
      if ((await plainly(`${this.address}/readyz`)).status === 200) {
        this.started = performance.now() - begun;
        return;
      }
      await new Promise((go) => setTimeout(go, 20));
    }
    child.kill("SIGKILL");
    throw new Error(`the server did not start:\n${this.log}`);
  }

  async stop() {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((ended) => child.once("exit", ended));
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), 15_000);
    await gone;
    clearTimeout(late);
  }

  async remove() {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** The lines that tell of a panic: a page that panicked may still have answered 200. */
  panics() {
    return this.log.split("\n").filter((line) => line.includes("panicked at"));
  }
}
