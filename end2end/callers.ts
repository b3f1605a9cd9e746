// Other people who measure their lines at the same time: as many as the server has places for.

import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import http from "node:http";
import { join } from "node:path";
import { root } from "./server.mjs";

/** What a browser offers that sends sound and pictures. */
const sdp = readFileSync(join(root, "server/media/tests/it/offers/chromium-156-quality.sdp"), "utf8");

/** More than find a place (server/src/peer.rs). */
const CALLERS = 60;
/** So many measure at once from one address (server/services/src/lines.rs). */
const TOGETHER = 20;

export class Callers {
  /** Others each time: who measured just now has to wait. */
  static #crowds = 0;
  readonly #server: string;
  readonly #calls: { call: string; from: string }[] = [];

  constructor(server: string) {
    this.#server = server;
    Callers.#crowds = (Callers.#crowds % 250) + 1;
    for (let number = 0; number < CALLERS; number++) {
      // The name of a call is its caller's to make, and 127/8 is this machine's.
      this.#calls.push({ call: randomBytes(16).toString("hex"), from: `127.1.${Callers.#crowds}.${1 + Math.floor(number / TOGETHER)}` });
    }
  }

  /** All of them call. None then comes to the server by its way, for which it waits for twenty seconds. */
  async call() {
    for (const { call, from } of this.#calls) await this.#ask("call", { token: null, offer: { purpose: "quality", route: "udp", sdp, call } }, from);
  }

  /** All of them hang up. */
  async hangUp() {
    for (const { call, from } of this.#calls) await this.#ask("hang-up", { call }, from);
  }

  #ask(what: string, body: unknown, from: string): Promise<void> {
    return new Promise((answered, failed) => {
      const headers = { "content-type": "application/json", accept: "application/x-postcard" };
      const request = http.request(`${this.#server}/do/check/${what}`, { method: "POST", localAddress: from, headers, agent: false }, (response) => {
        response.resume();
        response.once("end", () => (response.statusCode === 200 ? answered() : failed(new Error(`${what}: ${response.statusCode}`))));
      });
      request.once("error", failed);
      request.end(JSON.stringify(body));
    });
  }
}
