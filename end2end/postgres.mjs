// A PostgreSQL of one's own that can be taken away and brought back.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { root } from "./server.mjs";

const script = join(root, ".ci/postgres");

/** Whether PostgreSQL's programs are on this machine. */
export const postgresIsHere = () => execFileSync(script, ["--where"], { encoding: "utf8" }).trim() !== "";

export class Postgres {
  #process;
  #answers;
  #complaints = "";
  address = "";

  /** @param {import("node:child_process").ChildProcessByStdio<import("node:stream").Writable, import("node:stream").Readable, import("node:stream").Readable>} child */
  constructor(child) {
    this.#process = child;
    this.#answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stderr.on("data", (data) => (this.#complaints += data));
  }

  static async begin() {
    const postgres = new Postgres(spawn(script, ["--hold"], { cwd: root, stdio: ["pipe", "pipe", "pipe"] }));
    postgres.address = await postgres.#answer();
    return postgres;
  }

  /** Ends it without a word to those who are connected. */
  stop() {
    return this.#ask("stop");
  }

  /** Brings it back at the same address, with everything that was committed. */
  start() {
    return this.#ask("start");
  }

  async remove() {
    const gone = once(this.#process, "exit");
    this.#process.stdin.end();
    await gone;
  }

  /** @param {string} word */
  async #ask(word) {
    this.#process.stdin.write(`${word}\n`);
    const answer = await this.#answer();
    if (answer !== word) throw new Error(`PostgreSQL was asked to ${word} and answered ${answer}`);
  }

  async #answer() {
    const { value, done } = await this.#answers.next();
    if (done) throw new Error(`PostgreSQL does not do as it is told:\n${this.#complaints}`);
    return String(value);
  }
}
