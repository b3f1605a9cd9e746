// What stands between people and the server in some networks: it lets pages through, and does something to the lines that
// stay open.

import http from "node:http";
import net from "node:net";

/**
 * What it does to a WebSocket: nothing, refuse it, let nothing back through, or let all back late (milliseconds). Or to pages: the server
 * then tells a time that is off by so many seconds, or what is asked for at this path never comes. */
export type Way = "open" | "refused" | "silent" | number | { off: number } | { keeps: string };

/** Where the server tells its time. */
const TIME = "/do/check/now";

/** The time that the server told, so many seconds later: it tells seconds, in postcard (a varint of the zigzag of the number). */
function told(time: Buffer, later: number): Buffer {
  const zigzag = time.reduceRight((sum, byte) => (sum << 7n) | BigInt(byte & 0x7f), 0n);
  const bytes: number[] = [];
  // The server's own time is after 1970, and so is what is told.
  for (let left = ((zigzag >> 1n) + BigInt(later)) << 1n; left > 0n || bytes.length === 0; left >>= 7n) {
    bytes.push(Number(left & 0x7fn) | (left > 0x7fn ? 0x80 : 0));
  }
  return Buffer.from(bytes);
}

export class Middlebox {
  readonly address: string;
  readonly #server: http.Server;
  readonly #sockets = new Set<net.Socket>();

  private constructor(server: http.Server, address: string) {
    this.#server = server;
    this.address = address;
  }

  static start(target: string, way: Way): Promise<Middlebox> {
    const { hostname, port } = new URL(target);
    const server = http.createServer((request, response) => {
      const { method, url, headers } = request;
      if (typeof way === "object" && "keeps" in way && url === way.keeps) return;
      const later = typeof way === "object" && "off" in way && url === TIME ? way.off : undefined;
      const onward = http.request({ hostname, port, method, path: url, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        if (later === undefined) answer.pipe(response);
        // Seconds of these years are of one length.
        else answer.on("data", (time: Buffer) => response.end(told(time, later)));
      });
      onward.on("error", () => response.destroy());
      request.pipe(onward);
    });
    return new Promise((started) =>
      server.listen(0, "127.0.0.1", () => {
        const address = server.address();
        const box = new Middlebox(server, `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`);
        server.on("connection", (socket) => {
          box.#sockets.add(socket);
          socket.on("close", () => box.#sockets.delete(socket));
        });
        server.on("upgrade", (request, socket: net.Socket, head) => {
          socket.on("error", () => {});
          if (way === "refused") {
            socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            return;
          }
          const onward = net.connect(Number(port), hostname, () => {
            const lines = request.rawHeaders.flatMap((name, at, all) => (at % 2 ? [] : [`${name}: ${all[at + 1]}`]));
            onward.write(`GET ${request.url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
            onward.write(head);
            socket.pipe(onward);
          });
          onward.on("error", () => socket.destroy());
          let greeted = false;
          onward.on("data", (data) => {
            if (!greeted || way === "open" || typeof way === "object") socket.write(data);
            else if (typeof way === "number") setTimeout(() => socket.writable && socket.write(data), way);
            greeted = true;
          });
          onward.on("close", () => socket.end());
        });
        started(box);
      }),
    );
  }

  async remove() {
    const closed = new Promise((done) => this.#server.close(done));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
