// How soon a change is on a thousand open boards, and what such a board costs the server: each is one stream of events, as a
// page in view holds it.

import { spawnSync } from "node:child_process";
import { Agent, request } from "node:http";
import { binary } from "../server.mjs";
import { percentile } from "./load.mjs";
import { ask, confirmationLink, signIn } from "./visitor.mjs";

const boards = 1_000;
/** As many as one account may have open. */
const ofAccount = 60;
const changes = 20;

/** Makes accounts that hear of everything. @param {Record<string, string>} settings */
const accounts = (settings) =>
  Array.from({ length: Math.ceil(boards / ofAccount) }, (_, number) => {
    const login = `tablero${number}`;
    const make = ["account", "create", "--name", `Tablero ${number}`, "--role", "administrator", login];
    const done = spawnSync(binary, make, { env: { ...process.env, ...settings }, input: "demo-telesala\n", encoding: "utf8" });
    if (done.status !== 0) throw new Error(done.stderr);
    return login;
  });

/** Opens a board; answers when it is open. @param {string} address @param {string} cookie @param {Agent} agent @param {() => void} heard */
const open = (address, cookie, agent, heard) =>
  new Promise((resolve, reject) => {
    const asked = request(`${address}/live`, { agent, headers: { cookie, accept: "text/event-stream" } }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`a board was answered ${response.statusCode}`));
      response.setEncoding("utf8");
      response.on("data", (text) => {
        if (/^data:/m.test(text)) heard();
      });
      // The server ends them all when it stops.
      response.on("error", () => {});
      resolve(undefined);
    });
    asked.on("error", reject);
    asked.end();
  });

/**
 * The milliseconds from an answer on its way to the server until each board heard of it, and KiB of memory a board.
 * @param {import("../server.mjs").Server} server @param {() => number} memory in MiB
 */
export const manyBoards = async (server, memory) => {
  const logins = accounts(server.settings);
  const path = await confirmationLink(server.address);
  if (!path) throw new Error("the outbox has no link");
  const page = await ask(server.address + path);
  const times = /name="form\[times\]" value="([^"]*)"/.exec(page.body)?.[1] ?? "";
  const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });
  /** @type {number[]} */
  const heard = [];
  let begun = 0;
  let told = 0;
  /** @type {() => void} */
  let all = () => {};
  const hear = () => {
    heard.push(performance.now() - begun);
    told += 1;
    if (told === boards) all();
  };
  try {
    const cookies = [];
    for (const login of logins) cookies.push(await signIn(server.address, login));
    const before = memory();
    for (let board = 0; board < boards; board += 1) {
      await open(server.address, cookies[Math.floor(board / ofAccount)] ?? "", agent, hear);
    }
    const each = ((memory() - before) * 1024) / boards;
    for (let change = 0; change < changes; change += 1) {
      told = 0;
      const done = new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`${told} of ${boards} boards heard of the change`)), 10_000);
        all = () => {
          clearTimeout(late);
          resolve(undefined);
        };
      });
      // Somebody who cannot come, each time for another reason.
      const form = { "form[answer]": "decline", "form[cause]": change % 2 === 0 ? "illness" : "clash", "form[times]": times };
      const body = new URLSearchParams({ "way[token]": path.split("/").at(-1) ?? "", "way[appointment]": "", ...form }).toString();
      const headers = {
        accept: "text/html",
        "content-type": "application/x-www-form-urlencoded",
        origin: server.address,
        "sec-fetch-site": "same-origin",
      };
      begun = performance.now();
      const answer = await ask(`${server.address}/do/confirm/respond`, { method: "POST", headers, body });
      if (answer.status >= 400) throw new Error(`the answer was refused: ${answer.status}`);
      await done;
    }
    return { p50: percentile(heard, 0.5), p99: percentile(heard, 0.99), each };
  } finally {
    agent.destroy();
  }
};
