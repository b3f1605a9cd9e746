// The line to the server while it is measured: who leaves frees it, who checks too often is told so, and its time ends. What is
// measured of it: scenarios.spec.ts.

import type { Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import http from "node:http";
import { join } from "node:path";
import { button, fine, heading, judged, leaveTheRest, skip, step, test } from "../checking.ts";
import { root, Server } from "../server.mjs";
import { expect, gotoHydrated } from "../test.ts";

/** A number that the server tells whoever watches over it. */
async function told(server: Server, name: string): Promise<number> {
  const answer = await fetch(`${server.address}/metrics`);
  const line = (await answer.text()).split("\n").find((line) => line.startsWith(`telesala_media_${name} `));
  return Number(line?.split(" ")[1] ?? Number.NaN);
}

/** To where sound and picture go back and forth. */
async function measuring(page: Page, server: Server) {
  await gotoHydrated(page, "/check");
  await skip(page);
  await skip(page);
  await expect(heading(page, "Midiendo la conexión")).toBeVisible();
  await expect(page.getByText(/Sonido e imagen de prueba: quedan \d+ s/)).toBeVisible();
  await expect(async () => expect(await told(server, "calls")).toBe(1)).toPass();
}

const leavings: [how: string, leave: (page: Page) => Promise<unknown>][] = [
  ["to another page of ours", (page) => page.getByRole("link", { name: "Ver todos los límites" }).click()],
  ["to another site", (page) => page.goto("about:blank")],
  ["by closing the tab", (page) => page.close()],
  ["by skipping the step", (page) => button(page, "Omitir este paso").click()],
];
for (const [how, leave] of leavings) {
  test(`who leaves ${how} frees the server's end within five seconds`, async ({ device, server }) => {
    const { page } = await device(fine);
    await measuring(page, server);
    await leave(page);
    await expect(async () => {
      expect(await told(server, "calls")).toBe(0);
      expect(await told(server, "threads")).toBe(0);
      expect(await told(server, "addresses")).toBe(0);
    }).toPass({ timeout: 5_000 });
  });
}

for (const [how, leave] of leavings.slice(0, 3)) {
  test(`who leaves ${how} while the answer is on its way frees the server's end within five seconds`, async ({ device, server }) => {
    const { page } = await device(fine);
    // The server answers, and the page never hears of it.
    await page.route("**/do/check/call", async (route) => void (await route.fetch().catch(() => {})));
    await gotoHydrated(page, "/check");
    await expect(async () => expect(await told(server, "calls")).toBeGreaterThan(0)).toPass();
    await leave(page);
    await expect(async () => {
      expect(await told(server, "calls")).toBe(0);
      expect(await told(server, "threads")).toBe(0);
    }).toPass({ timeout: 5_000 });
  });
}

/** What a server answers to whoever had too many lines measured. It is the test's own: whoever is tested next has checked nothing yet. */
async function refusal(ours: Server) {
  const offer = { purpose: "quality", route: "udp", sdp: readFileSync(join(root, "server/media/tests/it/offers/chromium-156-quality.sdp"), "utf8") };
  const headers = { "content-type": "application/json", origin: ours.address, "sec-fetch-site": "same-origin" };
  const call = () => fetch(`${ours.address}/do/check/call`, { method: "POST", headers, body: JSON.stringify({ token: null, offer }) });
  let [refused, calls] = [await call(), 1];
  for (; refused.status !== 429 && calls < 60; calls += 1) refused = await call();
  expect(refused.status).toBe(429);
  expect(calls, "an address measures twenty lines at once").toBeGreaterThan(20);
  const contentType = refused.headers.get("content-type") ?? "";
  return { status: refused.status, contentType, body: Buffer.from(await refused.arrayBuffer()) };
}

/** The page says for how many seconds the server lets nobody of this place check. */
const expectToWait = (page: Page) =>
  expect(page.getByText(/demasiadas revisiones en poco tiempo: se intenta de nuevo en [1-4] s/)).toBeVisible({ timeout: 20_000 });

test.describe("a limit", () => {
  // What the browser says of a refusal.
  test.use({ expected: [/status of 429/] });

  test("who checks too often is told so, and for how long to wait, and not that the server is busy", async ({ device }) => {
    test.setTimeout(120_000);
    const ours = await Server.start();
    try {
      const answer = await refusal(ours);
      const { page } = await device(fine, { at: ours });
      // The server would let one in every three seconds.
      await page.route("**/do/check/call", (route, request) => (request.postDataJSON().offer.purpose === "quality" ? route.fulfill(answer) : route.continue()));
      await gotoHydrated(page, "/check");
      const result = judged(page);
      await skip(page);
      await skip(page);
      await expectToWait(page);
      expect(step(await result, "quality")).toEqual({ step: "quality", verdict: "not_measured", findings: ["too_many_checks"] });
      await expect(page.getByText("Espere medio minuto y repita este paso").first()).toBeVisible();
      await expect(page.getByText("el servidor estaba ocupado")).toHaveCount(0);
    } finally {
      await ours.remove();
    }
  });

  test("who asks too often for the ways waits as long as the server says, and has them tried then", async ({ device }) => {
    test.setTimeout(120_000);
    const ours = await Server.start();
    const answer = await refusal(ours).finally(() => ours.remove());
    const { page } = await device(fine);
    let asked = 0;
    await page.route("**/do/check/ways", (route) => ((asked += 1) <= 3 ? route.fulfill(answer) : route.continue()));
    await gotoHydrated(page, "/check");
    const result = judged(page);
    await skip(page);
    await skip(page);
    await expectToWait(page);
    await expect(page.locator('[data-step="connection"][data-verdict]')).toBeVisible({ timeout: 25_000 });
    expect(step(await leaveTheRest(page, result), "connection")).toEqual({ step: "connection", verdict: "not_measured", findings: ["no_relay"] });
  });
});

test("a line that connects no more ends in its time, says why it was not measured, and can be measured again", async ({ device }) => {
  test.setTimeout(120_000);
  const { page } = await device(fine);
  await page.addInitScript(() => {
    const state = Object.getOwnPropertyDescriptor(RTCPeerConnection.prototype, "connectionState") as PropertyDescriptor;
    const carries = (line: RTCPeerConnection) => line.getSenders().some(({ track }) => track?.kind === "video");
    Object.defineProperty(RTCPeerConnection.prototype, "connectionState", {
      ...state,
      get(this: RTCPeerConnection) {
        return carries(this) ? "connecting" : state.get?.call(this);
      },
    });
  });
  let begun = 0;
  page.on("request", (request) => {
    if (request.url().endsWith("/do/check/call") && request.postDataJSON().offer.purpose === "quality") begun ||= performance.now();
  });
  await gotoHydrated(page, "/check");
  const result = judged(page);
  await skip(page);
  await skip(page);
  expect(step(await result, "quality")).toEqual({ step: "quality", verdict: "not_measured", findings: ["out_of_time"] });
  expect(begun, "the server was called").toBeGreaterThan(0);
  expect(performance.now() - begun, "milliseconds, of a step that is over within twenty seconds").toBeLessThan(25_000);
  await expect(page.locator(".check-verdict[data-verdict=not_measured]")).toBeVisible();
  await expect(page.getByText("no hubo tiempo suficiente para medirla").first()).toBeVisible();
  await expect(button(page, "Repetir: Calidad de la línea")).toBeVisible();
});

test("another site cannot open a line", async ({ server }) => {
  const status = (headers: Record<string, string>) =>
    new Promise<number>((answered, reject) => {
      const key = { Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "c2VjcmV0c2VjcmV0c2VjcmV0" };
      const request = http.get(`${server.address}/echo`, { headers: { ...key, ...headers } });
      request.on("response", (response) => answered(response.statusCode ?? 0));
      request.on("upgrade", (response, socket) => {
        socket.destroy();
        answered(response.statusCode ?? 0);
      });
      request.on("error", reject);
    });
  expect(await status({ Origin: server.address })).toBe(101);
  expect(await status({ Origin: "https://evil.example" })).toBe(403);
  expect(await status({ Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" })).toBe(403);
});
