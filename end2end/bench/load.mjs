// A small load: keep-alive connections that ask for one page again and again, bounded in time.

import { Agent, request } from "node:http";

/** @typedef {{ status: number, first: number, whole: number, bytes: number }} Answer milliseconds to the first byte and to the last */

/**
 * @param {string} address
 * @param {{ agent: Agent, headers?: Record<string, string> }} options
 * @returns {Promise<Answer>}
 */
export const get = (address, { agent, headers = {} }) =>
  new Promise((resolve, reject) => {
    const begun = performance.now();
    request(address, { agent, headers }, (response) => {
      const first = performance.now() - begun;
      let bytes = 0;
      response.on("data", (part) => (bytes += part.length));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, first, whole: performance.now() - begun, bytes }));
      response.on("error", reject);
    })
      .on("error", reject)
      .end();
  });

/** @param {number[]} values @param {number} share */
export const percentile = (values, share) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

/**
 * @param {string} address
 * @param {{ connections: number, seconds: number, headers?: Record<string, string> }} options
 */
export const load = async (address, { connections, seconds, headers }) => {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  /** @type {number[]} */
  const times = [];
  let failures = 0;
  const begun = performance.now();
  const ends = begun + seconds * 1000;
  const worker = async () => {
    while (performance.now() < ends) {
      const answer = await get(address, { agent, headers });
      if (answer.status === 200) times.push(answer.whole);
      else failures += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  const spent = (performance.now() - begun) / 1000;
  agent.destroy();
  return { perSecond: times.length / spent, p50: percentile(times, 0.5), p99: percentile(times, 0.99), failures };
};
