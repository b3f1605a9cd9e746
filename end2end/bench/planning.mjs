// How long `telesala plan` takes against the seconds it was given: for a docket of the usual size, and for large ones of which
// most can never be held or do not fit.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { binary } from "../server.mjs";

const weekdays = ["mon", "tue", "wed", "thu", "fri"];

/**
 * A docket in which every fourth request has a deadline that nothing can keep.
 * @param {{ requests: number, centres: number, to: string, grid: number }} asked
 */
const docket = ({ requests, centres, to, grid }) => {
  const many = Math.max(4, Math.floor(requests / 10));
  const hours = weekdays.map((weekday) => ({ weekday, from: "08:00", to: "16:00" }));
  return {
    horizon: { from: "2027-01-11", to },
    zone: "America/El_Salvador",
    grid_minutes: grid,
    buffers: { turnover_minutes: 10, movement_minutes: 15 },
    centres: Array.from({ length: centres }, (_, centre) => ({
      id: `c${centre}`,
      escort_teams: 3,
      counts: weekdays.map((weekday) => ({ weekday, from: "12:00", to: "12:30" })),
      rooms: [0, 1, 2, 3].map((room) => ({ id: `r${room}`, hours })),
    })),
    people: Array.from({ length: 2 * many }, (_, place) => ({ id: `p${place}` })),
    detainees: Array.from({ length: requests }, (_, place) => ({ id: `d${place}`, centre: `c${place % centres}` })),
    requests: Array.from({ length: requests }, (_, place) => ({
      id: `h${place}`,
      weight: 1 + (place % 8),
      duration_minutes: 20 + 5 * (place % 13),
      pre_minutes: place % 3 === 0 ? 30 : 0,
      sites: [{ centre: `c${place % centres}`, detainees: [`d${place}`] }],
      people: [`p${place % many}`],
      lawyers: [`p${many + (place % many)}`],
      ...(place % 4 === 3 ? { deadline: "2027-01-11T08:10" } : {}),
    })),
  };
};

const dockets = [
  { requests: 500, centres: 6, to: "2027-01-22", grid: 5 },
  { requests: 5_000, centres: 20, to: "2027-04-10", grid: 5 },
  { requests: 20_000, centres: 20, to: "2027-01-22", grid: 5 },
];

/** @param {(what: string, budget: string, measured: string) => void} row */
export const planning = (row) => {
  const folder = mkdtempSync(join(tmpdir(), "telesala-plan-"));
  try {
    for (const asked of dockets) {
      const file = join(folder, `${asked.requests}.json`);
      writeFileSync(file, JSON.stringify(docket(asked)));
      for (const seconds of [3, 10]) {
        const begun = performance.now();
        const done = spawnSync(binary, ["plan", file, "--seconds", String(seconds)], {
          encoding: "utf8",
          maxBuffer: 1 << 28,
          stdio: ["ignore", "pipe", "inherit"],
        });
        const took = (performance.now() - begun) / 1000;
        const what = `plan: ${asked.requests} requests until ${asked.to}, --seconds ${seconds}`;
        if (done.status !== 0) {
          row(what, `≤ ${seconds} s`, "not measured: see above");
          continue;
        }
        const { placed, unplaced } = JSON.parse(done.stdout);
        const short = unplaced.filter((/** @type {{ reasons: { rule: string }[] }} */ one) => one.reasons[0]?.rule === "seconds");
        row(what, `≤ ${seconds} s`, `${took.toFixed(2)} s`);
        row(`${what}, placed, not, and of those without time for a reason`, "", `${placed.length}, ${unplaced.length}, ${short.length}`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
