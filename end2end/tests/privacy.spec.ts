// What leaves the browser in a device check, and what is kept of it: what the check says it measures, and nothing else.

import type { Page, Request } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { button, checkNow, fine, hear, lookIntoCamera, speak, test } from "../checking.ts";
import { signedIn } from "../people.ts";
import { Server } from "../server.mjs";
import { expect, gotoHydrated } from "../test.ts";

/** From where the person comes: an address that nobody has (RFC 5737). */
const from = "203.0.113.77";
const label = "La camara de Prudencia";

/** What each question of the check says. */
const said: Record<string, string[]> = {
  "/do/check/now": [],
  "/do/check/place": ["token", "counts_for"],
  "/do/check/ways": ["token"],
  "/do/check/call": ["token", "offer"],
  "/do/check/hang-up": ["call"],
  "/do/check/record": ["token", "counts_for", "measured", "before"],
  "/do/check/report": ["token", "counts_for", "measured", "before"],
};

/** What the measurements are made of. */
const measured = [
  ...["version", "browser", "attended", "age_s", "measured", "environment", "permission", "camera", "microphone", "speaker", "signalling", "connection", "quality"],
  ...["secure", "media_devices", "policy_allows", "opus", "video_codec", "clock_skew_ms", "battery"],
  ...["frames", "over_ms", "width", "height", "luma_mean", "luma_deviation", "luma_change", "muted", "ended"],
  ...["running", "blocks", "all_zero", "p10_dbfs", "p95_dbfs", "clipped_run", "voice_blocks", "stopped_blocks", "played", "heard", "acoustics", "residual", "dbfs"],
  ...["web_socket", "sent", "echoes", "median_ms", "http_ms", "udp", "tcp", "relay_udp", "relay_tcp", "relay_tls", "open"],
  ...["rtt_ms", "loss_up", "loss_down", "jitter_up_ms", "jitter_down_ms", "kbps_up", "kbps_down", "cpu_limited", "route", "unmeasured"],
];

/** Every name and every text in `value`, at any depth. */
function names(value: unknown): { names: string[]; texts: string[] } {
  if (typeof value === "string") return { names: [], texts: [value] };
  if (typeof value !== "object" || !value) return { names: [], texts: [] };
  const inside = Object.values(value).map(names);
  const own = Array.isArray(value) ? [] : Object.keys(value);
  return { names: [...own, ...inside.flatMap(({ names }) => names)], texts: inside.flatMap(({ texts }) => texts) };
}

const path = (request: Request) => new URL(request.url()).pathname;

/** The one question that is a beacon: Playwright does not show what a beacon says. */
const hangUp = "/do/check/hang-up";

type Overheard = { beacons: { address: string; body: Promise<string> }[] };

/** Keeps what beacons say, in the window. */
function overhear() {
  const overheard: Overheard = { beacons: [] };
  Object.assign(window, overheard);
  const send = navigator.sendBeacon.bind(navigator);
  navigator.sendBeacon = (address, said) => {
    const body = said instanceof Blob ? said.text() : Promise.resolve(String(said ?? ""));
    overheard.beacons.push({ address: new URL(address, location.href).pathname, body });
    return send(address, said);
  };
}

/** What the beacons said so far. */
const beacons = (page: Page) =>
  page.evaluate(() => {
    const { beacons } = window as unknown as Overheard;
    return Promise.all(beacons.map(async ({ address, body }) => ({ address, body: await body })));
  });

/** The names in the body of a question, which is an object in JSON. */
function told(body: string, of: string): string[] {
  expect(body, `${of} says something that can be read`).toMatch(/^\{/);
  return Object.keys(JSON.parse(body));
}

test("nothing but what is measured leaves the browser, and nothing else is kept", async ({ device }) => {
  test.setTimeout(150_000);
  const { page } = await device(fine);
  const server = await Server.start({ TELESALA_TRUSTED_PROXIES: "127.0.0.1" });
  try {
    await page.context().addCookies((await signedIn(server, "warden")).cookies);
    await page.setExtraHTTPHeaders({ "x-forwarded-for": from });
    await page.addInitScript((label) => {
      for (const kind of [MediaDeviceInfo, MediaStreamTrack]) Object.defineProperty(kind.prototype, "label", { get: () => label });
    }, label);
    await page.addInitScript(overhear);
    const sent: Request[] = [];
    const messages: string[] = [];
    page.on("request", (request) => sent.push(request));
    page.on("websocket", (line) => line.on("framesent", ({ payload }) => messages.push(payload.toString())));
    await gotoHydrated(page, `${server.address}/devices`);
    await checkNow(page);
    await button(page, "Permitir cámara y micrófono").click();
    await lookIntoCamera(page);
    await speak(page);
    const result = await hear(page, { line: true });

    const devices = await page.evaluate(async () => (await navigator.mediaDevices.enumerateDevices()).flatMap(({ deviceId, groupId, label }) => [deviceId, groupId, label]));
    expect(devices).toContain(label);
    const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
    const addresses = own.filter(({ internal }) => !internal).map(({ address }) => address);
    const secrets = [...new Set([...devices, ...addresses, from, await page.evaluate(() => navigator.userAgent)])].filter((text) => text.length > 7);
    expect(secrets.length, "there is something to find").toBeGreaterThan(5);
    const kept = await Promise.all(["", "-wal"].map((ending) => readFile(join(server.folder, `telesala.sqlite${ending}`)).catch(() => Buffer.alloc(0))));
    const { over_ms } = (result.measured.camera as { measured: { over_ms: number } }).measured;
    const known = `"over_ms":${Math.round(over_ms * 10) / 10}`;
    expect(kept.some((file) => file.includes(known)), "the check itself is found").toBe(true);
    // Every call has ended, and each end was overheard.
    const ends = () => sent.filter((request) => path(request) === hangUp).length;
    await expect.poll(async () => (await beacons(page)).length >= Math.max(1, ends())).toBe(true);
    const ended = await beacons(page);
    for (const secret of secrets) {
      for (const { address, body } of ended) expect(`${address} ${body}`).not.toContain(secret);
      for (const request of sent) expect(`${request.url()} ${request.postData() ?? ""}`).not.toContain(secret);
      for (const file of kept) expect(file.includes(secret), secret).toBe(false);
    }
    // What the browser says to connect stays with the call, and where it can be reached it does not say at all.
    for (const file of kept) for (const word of ["candidate:", "ice-ufrag", "fingerprint:sha-256"]) expect(file.includes(word), word).toBe(false);
    for (const request of sent) expect(request.postData() ?? "").not.toMatch(/a=candidate:|\.local\b/);

    const asked = sent.filter((request) => path(request).startsWith("/do/check"));
    expect([...new Set(asked.map(path))].filter((path) => !(path in said))).toEqual([]);
    for (const request of asked.filter((request) => path(request) !== hangUp)) {
      const [of, body] = [path(request), request.postData() ?? ""];
      const may = said[of] ?? [];
      if (may.length === 0) expect(body, `${of} says nothing`).toBe("");
      else expect(told(body, of).filter((name) => !may.includes(name)), of).toEqual([]);
    }
    for (const { address, body } of ended) {
      expect(address).toBe(hangUp);
      // The name of a call is chance (32 digits), as the page made it up.
      expect(JSON.parse(body)).toEqual({ call: expect.stringMatching(/^[0-9a-f]{32}$/) });
    }
    expect(asked.map(path)).toEqual(expect.arrayContaining(["/do/check/call", "/do/check/record"]));
    const everything = names(result.measured);
    expect(everything.names.filter((name) => !measured.includes(name))).toEqual([]);
    expect(everything.texts.filter((text) => !/^[a-z_]+$/.test(text))).toEqual([]);
    expect(messages.length).toBeGreaterThan(0);
    expect(messages.filter((message) => !/^\d+$/.test(message))).toEqual([]);
    for (const request of sent) expect(new URL(request.url()).origin).toBe(server.address);
    expect(server.panics(), "panics in the server's log").toEqual([]);
  } finally {
    // First: a page whose server is gone complains.
    await page.close();
    await server.remove();
  }
});
