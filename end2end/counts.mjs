// Prints `PASSED FAILED` of a run from Playwright's JSON report: `node counts.mjs REPORT`.
import { readFileSync } from "node:fs";

try {
  const { stats } = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
  console.log(stats.expected + stats.flaky, stats.unexpected);
} catch {
  console.log("0 0"); // no report: the run did not get that far, which its exit code says
}
