// Whether the scenarios of the device check are complete: every finding and every verdict of every step has one.

import { expect, test } from "@playwright/test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { scenarios } from "../scenarios/all.ts";
import { root } from "../server.mjs";

/** What has no scenario, and where it is proven instead. */
const elsewhere: Record<string, string> = {
  old_page: "all of a check says so: scenarios/whole.ts; kiosk.spec.ts, where a room's own device loads its page anew",
  implausible: "no page measures what cannot be: a whole check whose client claims it, scenarios/whole.ts",
  too_many_checks: "whoever is tested after it would be limited too: line.spec.ts, with a server of its own",
  out_of_time: "line.spec.ts, which also counts the seconds until it is said",
  unlistened: "nobody who goes through a scenario leaves the listening out: check.spec.ts; and check-devices.spec.ts, where its time is over",
  unattended: "no person goes through it: kiosk.spec.ts, where a room's own device checks itself",
};

/** What no rule says of a step, or only where somebody skipped it, which the scenarios of the whole do. */
const unsaid = ["permission warn", "permission not_measured"];

/** The codes of an enum of the device check, from its source. */
function codes(name: string): string[] {
  const source = readFileSync(join(root, "shared/src/check.rs"), "utf8");
  const [, body = ""] = new RegExp(`^    ${name} \\{\\n([\\s\\S]*?)^    \\}`, "m").exec(source) ?? [];
  const found = [...body.matchAll(/= "([a-z_]+)"/g)].map(([, code = ""]) => code);
  if (found.length === 0) throw new Error(`shared/src/check.rs names no ${name}`);
  return found;
}

test("every finding has a scenario, or a reason why not", () => {
  const known = codes("Finding");
  const provoked = new Set(scenarios.flatMap(({ expected }) => expected.findings));
  expect(known.filter((finding) => !provoked.has(finding) && !(finding in elsewhere)), "without a scenario").toEqual([]);
  expect(Object.keys(elsewhere).filter((finding) => provoked.has(finding) || !known.includes(finding)), "without need").toEqual([]);
  expect([...provoked].filter((finding) => !known.includes(finding)), "that nobody knows").toEqual([]);
});

test("every step has a scenario of each verdict", () => {
  const has = (step: string, verdict: string) => scenarios.some((scenario) => scenario.step === step && scenario.expected.verdict === verdict);
  const missing = codes("Step").flatMap((step) => codes("Verdict").flatMap((verdict) => (has(step, verdict) ? [] : [`${step} ${verdict}`])));
  expect(missing).toEqual(unsaid);
});

test("a step that was not measured is expected to say why", () => {
  const silent = scenarios.filter(({ step, expected }) => step !== "whole" && expected.verdict === "not_measured" && expected.findings.length === 0);
  expect(silent.map(({ step, name }) => `${step}: ${name}`)).toEqual([]);
});

test("no two scenarios of a step bear the same name", () => {
  const names = scenarios.map(({ step, name }) => `${step}: ${name}`);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});
