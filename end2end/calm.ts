// Whether the machine had time for what was measured on it. What measures sound and pictures measures the machine too: where a
// processor is taken away for a while, packets are late and sound stands still, and that verdict is right. It says nothing
// of the scenario, which is then tried again. But that makes a verdict worse, or leaves nothing to judge by: one that is better than
// the right one is never the machine's fault, and never forgiven.

import { readFileSync } from "node:fs";
import type { TestInfo } from "@playwright/test";

/**
 * So often a scenario is tried while the machine is busy with other things. A wrong verdict on a calm machine counts at once, and one
 * at the last attempt always. */
const ATTEMPTS = 3;

/** The verdicts, from the best to the worst: the order of `Verdict::severity` in shared. */
const fromTheBest = ["pass", "warn", "not_measured", "fail"];

/** A verdict that is better than the right one. */
export class TooGood extends Error {}

/** Throws if `got` is better than what is `right`. That nothing was measured claims nothing. */
export function notTooGood(got: string, right: string): void {
  const [place, least] = [fromTheBest.indexOf(got), fromTheBest.indexOf(right)];
  if (got !== "not_measured" && place >= 0 && place < least) throw new TooGood(`${got}, where only ${right} is right`);
}

/** What the report calls an attempt that was made again. */
export const triedAgain = "tried again";

/** Between two looks, in milliseconds. */
const LOOK = 100;
/** This much of a second taken by other machines on the same host is too much, 0 to 1. */
const MOST_STOLEN = 0.15;
/** Nobody waits longer for their turn on a machine that is fine, in milliseconds. */
const MOST_LATE = 400;

/** The host's accounts of this machine's processors: what other machines took, and everything. */
function accounts(): { stolen: number; all: number } {
  try {
    // proc(5), the first line: user, nice, system, idle, iowait, irq, softirq, steal.
    const times = readFileSync("/proc/stat", "utf8").split("\n", 1)[0]?.trim().split(/\s+/).slice(1, 9).map(Number) ?? [];
    return { stolen: times[7] ?? 0, all: times.reduce((sum, time) => sum + time, 0) };
  } catch {
    return { stolen: 0, all: 0 }; // Another system keeps none.
  }
}

class Calm {
  #worst = { stolen: 0, late: 0 };
  readonly #looks = [accounts()];
  #last = performance.now();
  readonly #timer = setInterval(() => this.#look(), LOOK);

  #look() {
    const now = performance.now();
    this.#worst.late = Math.max(this.#worst.late, now - this.#last - LOOK);
    this.#last = now;
    this.#looks.push(accounts());
    const [first, last] = [this.#looks.at(-11), this.#looks.at(-1)];
    if (!first || !last || last.all === first.all) return;
    this.#worst.stolen = Math.max(this.#worst.stolen, (last.stolen - first.stolen) / (last.all - first.all));
  }

  /** Ends the watch; what kept the machine busy with other things, if anything did. */
  end(): string | undefined {
    this.#look();
    clearInterval(this.#timer);
    const { stolen, late } = this.#worst;
    if (stolen > MOST_STOLEN) return `${(stolen * 100).toFixed(0)} % of a second went to other machines`;
    return late > MOST_LATE ? `its turn came ${late.toFixed(0)} ms late` : undefined;
  }
}

/** Fails after so many milliseconds. */
const late = (limit: number) => new Promise<never>((_, fail) => setTimeout(() => fail(new Error(`not done within ${limit / 1000} s`)), limit).unref());

type Tried = {
  limit: number;
  attempt: () => Promise<unknown>;
  leave: () => void;
  /** What came of the attempt that was just made; what went wrong with it if left out, or if nothing came of it. */
  came?: () => string | undefined;
};

/** What went wrong, in a line. */
const inALine = (wrong: unknown) => (wrong instanceof Error ? wrong.message : String(wrong)).replace(/\u001b\[[0-9;]*m/g, "").split("\n", 1)[0] ?? "";

/**
 * Runs `attempt`, which may take `limit` milliseconds, again if it went wrong while the machine was busy; it is left by `leave` before.
 * One that was `TooGood` is the last. */
export async function calmly(info: TestInfo, { limit, attempt, leave, came }: Tried) {
  info.setTimeout(ATTEMPTS * limit + 10_000);
  for (let left = ATTEMPTS - 1; ; left -= 1) {
    const calm = new Calm();
    const wrong: unknown = await Promise.race([attempt(), late(limit)]).then(() => undefined, (error: unknown) => error ?? new Error("wrong"));
    const busy = calm.end();
    if (!wrong) return;
    if (!busy || left === 0 || wrong instanceof TooGood) throw wrong;
    // Seen in the report: who reads it knows that this verdict was right only at another attempt, and what it was before.
    info.annotations.push({ type: triedAgain, description: `${came?.() ?? inALine(wrong)}; ${busy}` });
    leave();
  }
}
