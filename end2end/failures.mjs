// Prints each failed test of a run with what went wrong, in two lines each, so that many of them can stand at the end of a long
// log: `node failures.mjs REPORT`.
import { readFileSync } from "node:fs";

/** So many characters of each error say what it is: a test that waited in vain often says why in its second one, the console's. */
const LONGEST = 300;

/** @param {string} text */
const plain = (text) => text.replace(/\u001b\[[0-9;]*m/g, "");

/** Its first line, and of a comparison what differs. @param {{ message?: string }} error */
const told = (error) => {
  const [first = "", ...rest] = plain(error.message ?? "").split("\n").map((line) => line.trim()).filter(Boolean);
  const differs = rest.filter((line) => /^[-+] +(?!(?:Expected|Received) )/.test(line));
  const others = rest.filter((line) => /^(?:Locator|Expected|Received|Timeout)/.test(line));
  return [first, ...(differs.length > 0 ? differs : others)].join(" · ").slice(0, LONGEST);
};

/**
 * @typedef {import("@playwright/test/reporter").JSONReportSuite} Suite
 * @param {Suite} suite
 * @returns {Suite["specs"]}
 */
const specs = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specs)];

/** @type {{ suites: Suite[] }} */
let report = { suites: [] };
try {
  report = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
} catch {
  // No report: the run did not get that far, which its exit code says.
}
for (const spec of report.suites.flatMap(specs).filter((spec) => !spec.ok)) {
  for (const { projectName, results } of spec.tests) {
    const last = results.at(-1);
    if (!last || last.status === "passed" || last.status === "skipped") continue;
    console.log(`  ${spec.file}:${spec.line} [${projectName}] ${spec.title} (${last.status}, ${(last.duration / 1000).toFixed(0)} s)`);
    console.log(`      ${last.errors.slice(0, 3).map(told).join(" | ")}`);
  }
}
