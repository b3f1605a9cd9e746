// The scenarios as a table: what was expected, what was measured, whether the verdict was right. The last line counts.

import type { FullConfig, Reporter, Suite, TestCase, TestError, TestResult } from "@playwright/test/reporter";
import { triedAgain } from "../calm.ts";
import type { Judgement } from "../checking.ts";
import type { Scenario } from "./scenario.ts";

type Row = { step: string; name: string; stub?: string; expected: Judgement; got?: Judgement; measured: string };

/** A row on its way from the test to the table: an attachment, so that the report holds it too. */
export const row = {
  name: "scenario",
  of: ({ scenario: { step, name, stub, expected }, ...result }: { scenario: Scenario; got: Judgement; measured: string }) => ({
    body: JSON.stringify({ step, name, ...(stub ? { stub } : {}), expected, ...result } satisfies Row),
    contentType: "application/json",
  }),
};

export const said = ({ verdict, findings }: Judgement) => [verdict, ...findings].join(" ");
const widths = [92, 40, 66];
const line = (...cells: string[]) => cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ").trimEnd();

export default class Table implements Reporter {
  #passed = 0;
  #failed = 0;
  #again = 0;
  #pretended = 0;
  #tests: TestCase[] = [];
  readonly #lines = new Map<TestCase, string>();
  readonly #wrong: string[] = [];

  onBegin(_: FullConfig, suite: Suite) {
    this.#tests = suite.allTests();
    console.log(line("scenario", "expected", "measured", "verdict"));
  }

  onTestEnd(test: TestCase, result: TestResult) {
    const right = result.status === "passed";
    if (right) this.#passed++;
    else this.#failed++;
    this.#lines.set(test, told(test, result));
    if (attachedTo(result)?.stub) this.#pretended++;
    if (attempts(result).length > 0) this.#again++;
    if (!right) this.#wrong.push(`${test.title}\n${result.errors.map(({ message = "" }) => plain(message)).join("\n")}`);
    this.#printWhatIsNext();
  }

  /** In the order of the list, whichever ended first. */
  #printWhatIsNext() {
    for (let [next] = this.#tests; next && this.#lines.has(next); [next] = this.#tests) {
      console.log(this.#lines.get(next));
      this.#tests.shift();
    }
  }

  /** What went wrong outside the scenarios. */
  onError({ message = "" }: TestError) {
    this.#failed++;
    this.#wrong.push(plain(message));
  }

  onEnd() {
    for (const wrong of this.#wrong) console.log(`\nWRONG: ${wrong.split("\n").slice(0, LINES).join("\n  ")}`);
    if (this.#again > 0) console.log(`\n${this.#again} were tried more than once, for this machine was busy with other things: see below their lines`);
    console.log(`\n${this.#pretended} replace something of the browser by a script (stub), for want of other means`);
    console.log(`\n${this.#passed} passed, ${this.#failed} failed`);
  }

  printsToStdio() {
    return true;
  }
}

/** So many lines say what is wrong. */
const LINES = 20;

/** Of several attempts the last. */
function attachedTo({ attachments }: TestResult): Row | undefined {
  const attached = attachments.findLast(({ name }) => name === row.name)?.body?.toString();
  return attached === undefined ? undefined : JSON.parse(attached);
}

/** What came of the attempts before the last, and what the machine was busy with meanwhile. */
const attempts = ({ annotations }: TestResult) => annotations.filter(({ type }) => type === triedAgain).map(({ description = "" }) => description);

/** A scenario's line, and below it one for each attempt that was made again. */
const told = (test: TestCase, result: TestResult) =>
  [lineOf(test, result), ...attempts(result).map((came, at) => `    attempt ${at + 1} of ${attempts(result).length + 1}: ${came}`)].join("\n");

function lineOf({ title, parent }: TestCase, result: TestResult): string {
  const { status, duration } = result;
  const attached = attachedTo(result);
  const name = `${parent.title}: ${title}`;
  if (!attached) return line(name, "", `nothing, after ${(duration / 1000).toFixed(0)} s`, "WRONG");
  const { stub, expected, got, measured } = attached;
  const wrong = got && said(got) !== said(expected) ? `WRONG: ${said(got)}` : "WRONG: see below";
  const right = attempts(result).length > 0 ? "ok, tried again" : "ok";
  return line(stub ? `${name} (stub: ${stub})` : name, said(expected), measured, status === "passed" ? right : wrong);
}

const plain = (text: string) => text.replace(/\u001b\[[0-9;]*m/g, "");
