// What stands between people and the server in some networks: it lets pages through, and does something to the lines that
// stay open.

import http from "node:http";
import net from "node:net";

/** What it does to a WebSocket: nothing, refuse it, let nothing back through, or let all back late (milliseconds). */
export type Way = "open" | "refused" | "silent" | number;

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
      const onward = http.request({ hostname, port, method, path: url, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
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
            if (!greeted || way === "open") socket.write(data);
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
