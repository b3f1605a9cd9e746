// Strangers who send the check whatever they like, for a long time: the server answers all of it, and keeps none of it.

import { expect, test } from "@playwright/test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root, Server } from "../server.mjs";

const offers = ["server/tests/checks/offer.sdp", "server/media/tests/it/offers/chromium-156-quality.sdp"].map((path) => readFileSync(join(root, path), "utf8"));
/** What the server may take for an offer at all, in characters (shared/src/check/call.rs). */
const MOST = 64 * 1024;
/** Requests in a round, and so many of them at once. */
const [ROUND, AT_ONCE] = [500, 8];
const ROUNDS = 3;
/** By so much the server may grow over all rounds, in MiB: less than it is sent, and more than its allocator sways by. */
const MAY_GROW = 32;

/** The same numbers each time, from 0 to 1. */
function chances(seed: number) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** An offer with something done to it. */
function spoilt(chance: () => number): string {
  const offer = offers[Math.floor(chance() * offers.length)] ?? "";
  const place = Math.floor(chance() * offer.length);
  const lines = offer.split("\r\n");
  const long = (line: string) => line.repeat(Math.ceil((MOST - offer.length) / line.length) - 1);
  const ways = [
    () => offer,
    () => offer.slice(0, place),
    () => offer.slice(0, place) + String.fromCharCode(chance() * 128) + offer.slice(place + 1),
    () => lines.sort(() => chance() - 0.5).join("\r\n"),
    () => offer + long(`a=candidate:1 1 udp 1 198.51.100.${Math.floor(chance() * 255)} ${place + 1024} typ host\r\n`),
    () => offer + long(`a=x-${place}:${"y".repeat(200)}\r\n`),
    () => offer.repeat(4).slice(0, MOST - 1),
    () => `${place}`.repeat(MOST),
  ];
  return (ways[Math.floor(chance() * ways.length)] ?? ways[0])?.() ?? "";
}

/** What the server's process holds in memory, in MiB. */
function holds(server: Server): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${server.pid}/status`, "utf8")) ?? [];
  return Number(kib) / 1024;
}

test("what strangers send for long is answered and not kept", async () => {
  test.setTimeout(240_000);
  test.skip(process.platform !== "linux", "only Linux tells what a process holds");
  const server = await Server.start({ TELESALA_TRUSTED_PROXIES: "127.0.0.1" });
  const chance = chances(7);
  let [sent, strangers, answered] = [0, 0, 0];
  const post = async (path: string, body: unknown) => {
    strangers += 1;
    const text = JSON.stringify(body);
    sent += text.length;
    // Each from an address of their own (RFC 2544): otherwise one allowance would keep all of them out.
    const from = `198.${18 + ((strangers >> 16) & 1)}.${(strangers >> 8) & 255}.${strangers & 255}`;
    const headers = { "content-type": "application/json", origin: server.address, "sec-fetch-site": "same-origin", "x-forwarded-for": from };
    const response = await fetch(`${server.address}${path}`, { method: "POST", headers, body: text });
    // Thousands of assertions, each kept as a step of the report, would take longer than the requests.
    if (response.status >= 500) expect(response.status, `${path} ${text.slice(0, 300)}`).toBeLessThan(500);
    answered += response.ok ? 1 : 0;
    await response.arrayBuffer();
  };
  const one = async (turn: number) => {
    const call = Math.floor(chance() * 2 ** 32)
      .toString(16)
      .padStart(32, "0");
    // Word that a call is over, sometimes before it is asked for, sometimes twice.
    if (turn % 5 === 0) await post("/do/check/hang-up", { call });
    const [purpose, route] = [turn % 2 ? "way" : "quality", turn % 3 ? "udp" : "tcp"];
    await post("/do/check/call", { token: turn % 7 ? null : "nobody's", offer: { purpose, route, sdp: spoilt(chance), call } });
    await post("/do/check/hang-up", { call });
    if (turn % 4 === 0) await post("/do/check/record", { token: null, counts_for: "Trial", measured: { version: turn, camera: spoilt(chance) } });
  };
  const round = async () => {
    let turn = 0;
    const work = async () => {
      for (; turn < ROUND; ) await one((turn += 1));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  };
  try {
    await round();
    const before = holds(server);
    expect(before, "it is measured").toBeGreaterThan(1);
    sent = 0;
    for (let left = ROUNDS; left > 0; left -= 1) await round();
    const grown = holds(server) - before;
    const mebibytes = sent / 2 ** 20;
    expect(mebibytes, "enough was sent to be noticed if it were kept").toBeGreaterThan(MAY_GROW);
    expect(answered, "some of it was as it should be").toBeGreaterThan(100);
    expect(grown, `MiB, after ${mebibytes.toFixed(0)} MiB`).toBeLessThan(MAY_GROW);
    const calls = async () => /^telesala_media_calls (\d+)/m.exec(await (await fetch(`${server.address}/metrics`)).text())?.[1];
    await expect.poll(calls, { timeout: 35_000 }).toBe("0");
    expect(server.panics(), "panics in the server's log").toEqual([]);
  } finally {
    await server.remove();
  }
});
