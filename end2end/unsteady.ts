// A way on which sound comes unsteadily: between browser and server, of the packets of sound every second one is late. All
// others, and what comes back, pass as they come.

import dgram from "node:dgram";

const host = "127.0.0.1";
/** Where browsers are told that the server is. */
export const FRONT = "127.0.0.2";
/** What Chromium calls Opus. */
const OPUS = 111;

/**
 * Whether a packet is one of sound, and every second of those: by its number. Whatever else takes the same way does not begin so
 * (RFC 7983), and reports bear other types (RFC 5761). */
const isEverySecond = (packet: Buffer) =>
  packet.length > 12 && packet.readUInt8(0) >> 6 === 2 && (packet.readUInt8(1) & 0x7f) === OPUS && packet.readUInt16BE(2) % 2 === 1;

export class Unsteady {
  /** So many milliseconds: by so much each packet of sound differs from the one before. */
  readonly #late: number;
  readonly #sockets: dgram.Socket[] = [];
  #removed = false;

  private constructor(late: number) {
    this.#late = late;
  }

  /** The way to a server that receives sound and pictures at `port`, and tells browsers that it does so at `FRONT`. */
  static async start(late: number, port: number): Promise<Unsteady> {
    const way = new Unsteady(late);
    await way.#open(port);
    return way;
  }

  #open(port: number): Promise<void> {
    const front = this.#socket();
    const behind = new Map<string, dgram.Socket>();
    front.on("message", (packet, browser) => {
      const name = `${browser.address}:${browser.port}`;
      const known = behind.get(name);
      const socket = known ?? this.#socket();
      if (!known) {
        behind.set(name, socket);
        socket.on("message", (answer) => this.#send(front, answer, browser.port, browser.address));
      }
      if (isEverySecond(packet)) setTimeout(() => this.#send(socket, packet, port, host), this.#late);
      else this.#send(socket, packet, port, host);
    });
    return new Promise((open, reject) => {
      front.once("error", reject);
      front.bind(port, FRONT, () => {
        front.off("error", reject);
        open();
      });
    });
  }

  #socket() {
    const socket = dgram.createSocket("udp4");
    // What cannot be sent is lost, as on every network.
    socket.on("error", () => {});
    this.#sockets.push(socket);
    return socket;
  }

  #send(socket: dgram.Socket, packet: Buffer, port: number, address: string) {
    if (!this.#removed) socket.send(packet, port, address);
  }

  remove() {
    if (this.#removed) return;
    this.#removed = true;
    for (const socket of this.#sockets) socket.close();
  }
}
