// A relay of a test's own: Debian's coturn on this machine, over UDP, TCP and TLS, with the short-lived credentials that the
// server makes.

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Stun } from "./stun.ts";

const run = promisify(execFile);
const host = "127.0.0.1";

const freePort = () =>
  new Promise<number>((found, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      probe.close(() => found(typeof address === "object" && address ? address.port : 0));
    });
  });

/** For sound and picture no flag makes a browser believe a certificate; one that its user trusts it believes. */
const TRUST = 'mkdir -p "$1" && certutil -d "sql:$1" -N --empty-password && certutil -d "sql:$1" -A -t C,, -n relay -i "$2"';

/** Nothing listens there, and browsers do ask there: they look for relays above 1024 and at the ports of the web. */
const SHUT = 1025;

export class Relay {
  /** The way to it as a STUN server. */
  readonly stun: Stun;
  readonly #folder: string;
  readonly #process: ChildProcess;
  readonly #ports: { plain: number; tls: number };
  readonly #secret: string;

  private constructor(folder: string, process: ChildProcess, ports: { plain: number; tls: number }, secret: string, stun: Stun) {
    this.stun = stun;
    this.#folder = folder;
    this.#process = process;
    this.#ports = ports;
    this.#secret = secret;
  }

  static async start(): Promise<Relay> {
    const folder = await mkdtemp(join(tmpdir(), "telesala-relay-"));
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const named = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    await run("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "2", ...named]);
    await run("sh", ["-c", TRUST, "trust", join(folder, ".pki/nssdb"), cert]);
    const ports = { plain: await freePort(), tls: await freePort() };
    const secret = `relay-${process.pid}-${ports.plain}`;
    const child = spawn(
      "turnserver",
      [
        ...["-n", `--listening-ip=${host}`, `--relay-ip=${host}`, `--listening-port=${ports.plain}`, `--tls-listening-port=${ports.tls}`],
        ...["--use-auth-secret", `--static-auth-secret=${secret}`, "--realm=telesala.test", "--allow-loopback-peers", "--no-cli"],
        ...[`--cert=${cert}`, `--pkey=${key}`, "--no-dtls", "--log-file=stdout", "--simple-log"],
        ...[`--pidfile=${join(folder, "pid")}`, `--userdb=${join(folder, "users")}`],
      ],
      { stdio: ["ignore", "pipe", "ignore"] },
    );
    const standing = new Promise<void>((stands, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`the relay ended with ${code}`)));
      let said = "";
      child.stdout?.on("data", (data) => {
        said += data;
        if (/Total General servers|TLS.* listener opened/.test(said)) stands();
      });
    });
    standing.catch(() => {});
    await standing;
    return new Relay(folder, child, ports, secret, await Stun.before(ports.plain));
  }

  /** The settings of a server that uses it; with another secret it refuses, and by the way that is `shut` nobody reaches it. */
  settings({ secret = this.#secret, shut }: { secret?: string; shut?: "udp" | "tls" } = {}): Record<string, string> {
    const { plain } = this.#ports;
    const [udp, tls] = [shut === "udp" ? SHUT : plain, shut === "tls" ? SHUT : this.#ports.tls];
    const urls = [`turn:${host}:${udp}?transport=udp`, `turn:${host}:${plain}?transport=tcp`, `turns:localhost:${tls}?transport=tcp`];
    return { TELESALA_TURN_URLS: urls.join(","), TELESALA_TURN_SECRET: secret, TELESALA_STUN_URLS: this.stun.url };
  }

  /** How to start a browser whose user trusts its certificate. */
  trustedBy() {
    return { env: { ...process.env, HOME: this.#folder } as Record<string, string> };
  }

  async remove() {
    this.stun.remove();
    if (this.#process.exitCode === null) {
      const gone = new Promise((ended) => this.#process.once("exit", ended));
      this.#process.kill("SIGTERM");
      await gone;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}
