// A place in front of a STUN server: what browsers ask and what is answered passes as it comes, and how often it was answered is counted.
// On this machine an answer leaves no other trace: the address that a browser learns is the one that it knew.

import dgram from "node:dgram";

const host = "127.0.0.1";
/** How an answer to "by which address am I let out" begins (RFC 8489, 5): Binding, success. */
const ANSWER = 0x0101;

export class Stun {
  readonly #port: number;
  readonly #front = dgram.createSocket("udp4");
  readonly #behind = new Map<string, dgram.Socket>();
  #answers = 0;
  #removed = false;

  private constructor(port: number) {
    this.#port = port;
  }

  /** In front of the server that listens at `port`. */
  static async before(port: number): Promise<Stun> {
    const stun = new Stun(port);
    await stun.#open();
    return stun;
  }

  get url() {
    return `stun:${host}:${this.#front.address().port}`;
  }

  /** So many questions were answered. */
  get answers() {
    return this.#answers;
  }

  #open(): Promise<void> {
    this.#front.on("message", (question, browser) => {
      this.#socketOf(browser).send(question, this.#port, host);
    });
    return new Promise((open, reject) => {
      this.#front.once("error", reject);
      this.#front.bind(0, host, () => {
        this.#front.off("error", reject);
        // What cannot be sent is lost, as on every network.
        this.#front.on("error", () => {});
        open();
      });
    });
  }

  /** Each browser's socket has one of its own here, by which the server tells them apart. */
  #socketOf({ address, port }: dgram.RemoteInfo): dgram.Socket {
    const name = `${address}:${port}`;
    const known = this.#behind.get(name);
    if (known) return known;
    const socket = dgram.createSocket("udp4");
    socket.on("error", () => {});
    socket.on("message", (answer) => {
      if (answer.length >= 20 && answer.readUInt16BE(0) === ANSWER) this.#answers += 1;
      if (!this.#removed) this.#front.send(answer, port, address);
    });
    this.#behind.set(name, socket);
    return socket;
  }

  remove() {
    if (this.#removed) return;
    this.#removed = true;
    for (const socket of [this.#front, ...this.#behind.values()]) socket.close();
  }
}
