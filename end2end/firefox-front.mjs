#!/usr/bin/env node
// Firefox, as Playwright wants to start it: what Playwright asks of a browser's looks and this Firefox does not know yet (it is
// asked of every page before it opens) is answered as done, and everything else passes. Started with Firefox's own arguments.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { WebSocket, WebSocketServer } from "ws";
import { firefox } from "./firefox-place.mjs";

/** How Firefox says where it listens for WebDriver BiDi (https://w3c.github.io/webdriver-bidi/), and Playwright learns it. */
const LISTENING = "WebDriver BiDi listening on ";
/** What it may refuse: nothing that is tested depends on it. */
const LOOKS = /^emulation\./;

const browser = spawn(firefox, process.argv.slice(2), { stdio: ["ignore", "inherit", "pipe"] });
browser.once("exit", (code) => process.exit(code ?? 1));
for (const signal of /** @type {const} */ (["SIGTERM", "SIGINT", "SIGHUP"])) process.on(signal, () => browser.kill(signal));

createInterface({ input: browser.stderr }).on("line", (line) => {
  if (!line.startsWith(LISTENING)) return void console.error(line);
  const front = new WebSocketServer({ host: "127.0.0.1", port: 0 }, () => {
    const address = front.address();
    if (typeof address === "object" && address) console.error(`${LISTENING}ws://127.0.0.1:${address.port}`);
  });
  front.on("connection", (near, { url }) => between(near, new WebSocket(line.slice(LISTENING.length) + url)));
});

/**
 * @param {WebSocket} near
 * @param {WebSocket} far
 */
function between(near, far) {
  /** What was asked about looks, by its number. */
  const looks = new Set();
  /** What came before Firefox took the connection. */
  const early = /** @type {string[]} */ ([]);
  near.on("message", (data) => {
    const text = String(data);
    const { id, method } = JSON.parse(text);
    if (LOOKS.test(method)) looks.add(id);
    if (far.readyState === WebSocket.OPEN) far.send(text);
    else early.push(text);
  });
  far.on("open", () => early.splice(0).forEach((text) => far.send(text)));
  far.on("message", (data) => {
    const text = String(data);
    const { id, error } = JSON.parse(text);
    const unknown = looks.delete(id) && error === "unknown command";
    near.send(unknown ? JSON.stringify({ type: "success", id, result: {} }) : text);
  });
  far.on("close", () => near.close());
  near.on("close", () => far.close());
  // Told to whoever waits for an answer by the end of the connection.
  far.on("error", () => near.close());
  near.on("error", () => far.close());
}
