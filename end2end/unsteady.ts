// A way with a fault, between browser and server. Sound comes unsteadily: of its packets every second one is late, and all others, and
// what comes back, pass as they come. Or the way is cut: some time after the first packet of sound nothing passes any more, either way or
// from the browser to the server alone.

import dgram from "node:dgram";

const host = "127.0.0.1";
/** Where browsers are told that the server is. */
export const FRONT = "127.0.0.2";
/** What is wrong with a way: by so many milliseconds sound is late, or so many after its first packet the way is cut, both ways or upwards. */
export type Fault = { late: number } | { cut: number; upwards?: true };
type Direction = "up" | "down";
/** What Chromium calls Opus, and what Firefox does. */
const OPUS = [111, 109];

/** Whether a packet is one of sound. Whatever else takes the same way does not begin so (RFC 7983), and reports bear other types (RFC 5761). */
const isSound = (packet: Buffer) => packet.length > 12 && packet.readUInt8(0) >> 6 === 2 && OPUS.includes(packet.readUInt8(1) & 0x7f);
/** Every second packet of sound: by its number. */
const isEverySecond = (packet: Buffer) => isSound(packet) && packet.readUInt16BE(2) % 2 === 1;

export class Unsteady {
  readonly #fault: Fault;
  readonly #sockets: dgram.Socket[] = [];
  /** From when on nothing passes any more. */
  readonly #cutAt: Record<Direction, number> = { up: Number.POSITIVE_INFINITY, down: Number.POSITIVE_INFINITY };
  #removed = false;

  private constructor(fault: Fault) {
    this.#fault = fault;
  }

  /** The way to a server that receives sound and pictures at `port`, and tells browsers that it does so at `FRONT`. */
  static async start(fault: Fault, port: number): Promise<Unsteady> {
    const way = new Unsteady(fault);
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
        socket.on("message", (answer) => this.#send("down", front, answer, browser.port, browser.address));
      }
      const fault = this.#fault;
      // The first packet of sound says when.
      if ("cut" in fault && isSound(packet)) this.#cut(performance.now() + fault.cut, fault.upwards ? ["up"] : ["up", "down"]);
      if ("late" in fault && isEverySecond(packet)) setTimeout(() => this.#send("up", socket, packet, port, host), fault.late);
      else this.#send("up", socket, packet, port, host);
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

  #cut(at: number, directions: Direction[]) {
    for (const direction of directions) this.#cutAt[direction] = Math.min(this.#cutAt[direction], at);
  }

  #send(direction: Direction, socket: dgram.Socket, packet: Buffer, port: number, address: string) {
    if (!this.#removed && performance.now() < this.#cutAt[direction]) socket.send(packet, port, address);
  }

  remove() {
    if (this.#removed) return;
    this.#removed = true;
    for (const socket of this.#sockets) socket.close();
  }
}
