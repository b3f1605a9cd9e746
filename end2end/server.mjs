// The server under test: the release build with the demo data in a database of its own.

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
/** The release build, unless another is named. */
const binary = process.env.TELESALA_BINARY ?? join(target, "release/telesala");

/** @returns {Promise<number>} */
const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
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
   * Starts a server on a free port; `settings` are environment variables on top of the usual ones.
   * @param {Record<string, string>} settings
   */
  static async start(settings = {}) {
    const port = await freePort();
    const folder = await mkdtemp(join(tmpdir(), "telesala-browser-"));
    const server = new Server(`http://127.0.0.1:${port}`, folder, {
      TELESALA_ADDR: `127.0.0.1:${port}`,
      DATABASE_URL: `sqlite://${join(folder, "telesala.sqlite")}`,
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
      cwd: root,
      env: { ...process.env, RUST_BACKTRACE: "1", ...this.settings },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process = child;
    child.stdout.on("data", (data) => (this.log += data));
    child.stderr.on("data", (data) => (this.log += data));
    const ends = begun + 60_000;
    while (performance.now() < ends) {
      if (child.exitCode !== null) break;
      const ready = await fetch(`${this.address}/readyz`).catch(() => undefined);
      if (ready?.ok) {
        this.started = performance.now() - begun;
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    child.kill("SIGKILL");
    throw new Error(`the server did not start:\n${this.log}`);
  }

  async stop() {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
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
