// A system bus of a test's own, on which a browser finds what a desktop's UPower says of a battery. Browsers ask nobody else there, and
// no switch gives them a battery.
//
// What goes over it: https://dbus.freedesktop.org/doc/dbus-specification.html; what is asked: https://upower.freedesktop.org/docs/.

import { mkdtemp, rm } from "node:fs/promises";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What the battery says, or that whoever keeps it never answers. */
export type Battery = { level: number; charging: boolean } | "silent";

const UPOWER = "org.freedesktop.UPower";

/** A value and its type in the words of D-Bus. */
type Value = readonly ["s" | "u" | "b" | "d", string | number | boolean];

type Field = [code: number, type: "s" | "u" | "g", value: string | number];

/** Writes values as they go over the bus: each begins at a multiple of its size. */
class Writer {
  #bytes: number[] = [];

  pad(to: number) {
    while (this.#bytes.length % to) this.#bytes.push(0);
    return this;
  }

  bytes(...bytes: number[]) {
    this.#bytes.push(...bytes);
    return this;
  }

  u32(number: number) {
    const four = Buffer.alloc(4);
    four.writeUInt32LE(number);
    return this.pad(4).bytes(...four);
  }

  signature(text: string) {
    return this.bytes(text.length, ...Buffer.from(text), 0);
  }

  value([type, value]: Value) {
    if (type === "u" || type === "b") return this.u32(Number(value));
    if (type === "s") return this.u32(Buffer.byteLength(String(value))).bytes(...Buffer.from(String(value)), 0);
    const eight = Buffer.alloc(8);
    eight.writeDoubleLE(Number(value));
    return this.pad(8).bytes(...eight);
  }

  /** The fields of a header, which also name their types. */
  fields(fields: Field[]) {
    const inner = new Writer();
    for (const [code, type, value] of fields) {
      inner.pad(8).bytes(code).signature(type);
      if (type === "g") inner.signature(String(value));
      else inner.value([type, value]);
    }
    const { done } = inner;
    return this.u32(done.length).bytes(...done).pad(8);
  }

  /** What a thing says of itself: names and values, each of which names its type. */
  properties(all: Record<string, Value>) {
    const inner = new Writer();
    for (const [name, value] of Object.entries(all)) inner.pad(8).value(["s", name]).signature(value[0]).value(value);
    const { done } = inner;
    return this.u32(done.length).pad(8).bytes(...done);
  }

  get done() {
    return Buffer.from(this.#bytes);
  }
}

/** What a browser asks, and of whom. */
type Call = { serial: number; to: string; member: string };

const aligned = (at: number, to: number) => Math.ceil(at / to) * to;

/** Bytes of a header before its fields. */
const HEAD = 16;

function read(message: Buffer): Call {
  const ends = HEAD + message.readUInt32LE(12);
  const fields = new Map<number, string>();
  for (let at = HEAD; at < ends; ) {
    at = aligned(at, 8);
    const [code, type] = [message.readUInt8(at), String.fromCharCode(message.readUInt8(at + 2))];
    at += 4;
    // A signature tells its length in one byte, and a text in four; both end with a zero.
    const length = type === "g" ? message.readUInt8(at) : message.readUInt32LE(at);
    const begins = at + (type === "g" ? 1 : 4);
    if (type !== "u") fields.set(code, message.toString("utf8", begins, begins + length));
    at = type === "u" ? begins : begins + length + 1;
  }
  return { serial: message.readUInt32LE(8), to: fields.get(DESTINATION) ?? "", member: fields.get(MEMBER) ?? "" };
}

const [MEMBER, ERROR, REPLY, DESTINATION, SIGNATURE] = [3, 4, 5, 6, 8] as const;

/** What is answered: a word, what a battery says of itself, nothing of interest, that nobody knows, or never anything. */
type Answer = { word: string } | { properties: Record<string, Value> } | "nothing" | "unknown" | "never";

export class SystemBus {
  readonly #folder: string;
  readonly #battery: Battery;
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();
  #sent = 0;

  private constructor(folder: string, battery: Battery) {
    this.#folder = folder;
    this.#battery = battery;
    this.#server = net.createServer((socket) => this.#serve(socket));
  }

  static async start(battery: Battery): Promise<SystemBus> {
    const bus = new SystemBus(await mkdtemp(join(tmpdir(), "telesala-bus-")), battery);
    await new Promise<void>((stands) => bus.#server.listen(bus.#place, stands));
    return bus;
  }

  get #place() {
    return join(this.#folder, "bus");
  }

  /** How to start a browser that asks here. */
  askedBy() {
    return { env: { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: `unix:path=${this.#place}` } as Record<string, string> };
  }

  #serve(socket: net.Socket) {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => {});
    let [introduced, waiting] = [false, Buffer.alloc(0)];
    socket.on("data", (data) => {
      waiting = Buffer.concat([waiting, data]);
      while (!introduced) {
        const end = waiting.indexOf("\r\n");
        if (end < 0) return;
        const said = waiting.toString("latin1", 0, end).replace(/^\0/, "");
        waiting = waiting.subarray(end + 2);
        if (said === "BEGIN") introduced = true;
        else socket.write(said.startsWith("AUTH EXTERNAL ") ? `OK ${"0".repeat(32)}\r\n` : said === "AUTH" ? "REJECTED EXTERNAL\r\n" : "ERROR\r\n");
      }
      for (;;) {
        if (waiting.length < HEAD) return;
        const length = HEAD + aligned(waiting.readUInt32LE(12), 8) + waiting.readUInt32LE(4);
        if (waiting.length < length) return;
        const call = read(waiting.subarray(0, length));
        waiting = waiting.subarray(length);
        this.#reply(socket, call, this.#answer(call));
      }
    });
  }

  #answer({ to, member }: Call): Answer {
    if (to === "org.freedesktop.DBus") {
      if (member === "Hello") return { word: ":1.1" };
      return member === "AddMatch" || member === "RemoveMatch" ? "nothing" : "unknown";
    }
    if (to !== UPOWER || member !== "GetAll") return "unknown";
    if (this.#battery === "silent") return "never";
    const { level, charging } = this.#battery;
    return {
      properties: {
        IsPresent: ["b", true],
        // 1: it is charging, 2: it is being used.
        State: ["u", charging ? 1 : 2],
        Percentage: ["d", level * 100],
        // 2: a battery.
        Type: ["u", 2],
      },
    };
  }

  #reply(socket: net.Socket, { serial }: Call, answer: Answer) {
    if (answer === "never") return;
    const [body, error] = [new Writer(), answer === "unknown"];
    let signature = "";
    if (typeof answer === "object") {
      signature = "word" in answer ? "s" : "a{sv}";
      if ("word" in answer) body.value(["s", answer.word]);
      else body.properties(answer.properties);
    }
    this.#sent += 1;
    const fields: Field[] = [[REPLY, "u", serial]];
    if (error) fields.push([ERROR, "s", "org.freedesktop.DBus.Error.UnknownMethod"]);
    if (signature) fields.push([SIGNATURE, "g", signature]);
    // Little end first, a return or an error, which nobody answers, of the first version.
    const head = new Writer().bytes(0x6c, error ? 3 : 2, 1, 1).u32(body.done.length).u32(this.#sent).fields(fields);
    socket.write(Buffer.concat([head.done, body.done]));
  }

  async remove() {
    const closed = new Promise((done) => this.#server.close(done));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
    await rm(this.#folder, { recursive: true, force: true });
  }
}
