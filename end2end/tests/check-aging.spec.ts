// What was measured long ago, or over another network, is not sent as if it were of now.

import type { Page, Request } from "@playwright/test";
import { allow, button, checkNow, fine, goOn, hear, heading, judged, leaveTheRest, listen, lookIntoCamera, passed, skip, skipTheRest, speak, step, test } from "../checking.ts";
import { expect, gotoHydrated } from "../test.ts";

const longAgo = "Pasó mucho tiempo desde que se midió una parte";
const otherNetwork = "La red cambió: la conexión se mide otra vez.";
const otherNetworkSince = "La red cambió después de esta revisión";
const again = "Medir otra vez la conexión";

const listed = (page: Page, name: string) => page.locator(`[data-step="${name}"]`);
const ageOf = ({ measured }: { measured: Record<string, unknown> }) => (measured.age_s ?? 0) as number;

/** The browser says that it is on a network again, as it does after another was chosen. */
const online = (page: Page) => page.evaluate(() => void window.dispatchEvent(new Event("online")));

/** How often the page tried the direct way, and how often it measured the quality of the line. */
function calls(page: Page) {
  const count = { ways: 0, qualities: 0 };
  page.on("request", (request: Request) => {
    if (!request.url().endsWith("/do/check/call")) return;
    const { purpose, route } = (request.postDataJSON() as { offer: { purpose: string; route?: string } }).offer;
    if (purpose === "quality") count.qualities += 1;
    else if (!route || route === "udp") count.ways += 1;
  });
  return count;
}

/** Through what asks for the devices and the camera once more. The server's clock did not go with the page's. */
async function seenAgain(page: Page) {
  await expect(heading(page, /^Navegador/)).toBeVisible();
  await goOn(page).click();
  await expect(heading(page, "Permita usar la cámara y el micrófono")).toBeVisible();
  await button(page, "Permitir cámara y micrófono").click();
  // What was skipped stays so, and there is nothing more to do then.
  await expect(listed(page, "camera")).toHaveAttribute("data-verdict", /.+/, { timeout: 15_000 });
}

test("who repeats one step the next day has everything else measured again", async ({ device }) => {
  test.setTimeout(120_000);
  const { page } = await device(fine, { as: "warden" });
  await page.clock.install();
  await gotoHydrated(page, "/devices");
  await checkNow(page);
  await button(page, "Permitir cámara y micrófono").click();
  await expect(heading(page, "Mire a la cámara")).toBeVisible();
  await skip(page);
  await speak(page);
  const first = await leaveTheRest(page);
  expect(step(first, "microphone")).toEqual(passed("microphone"));
  expect(ageOf(first)).toBeLessThan(600);
  await page.clock.fastForward(23 * 3_600_000);
  await button(page, "Repetir: Cámara").click();
  await expect(page.getByText(longAgo)).toBeVisible();
  for (const name of ["permission", "microphone"]) await expect(listed(page, name)).not.toHaveAttribute("data-verdict");
  const result = judged(page);
  await seenAgain(page);
  await skipTheRest(page);
  const second = await result;
  expect(step(second, "environment")?.verdict, "its clock is far off").toBe("fail");
  expect(step(second, "camera")).toEqual(passed("camera"));
  expect(step(second, "microphone")?.verdict, "yesterday's is not today's").toBe("not_measured");
  expect(ageOf(second)).toBeLessThan(600);
  await expect(page.getByText(longAgo)).toHaveCount(0);
});

test("who repeats one step at once repeats no more", async ({ device }) => {
  test.setTimeout(120_000);
  const { page } = await device(fine);
  await allow(page);
  await expect(heading(page, "Mire a la cámara")).toBeVisible();
  await skip(page);
  await speak(page);
  await leaveTheRest(page);
  const result = judged(page);
  await button(page, "Repetir: Cámara").click();
  expect(step(await result, "microphone")).toEqual(passed("microphone"));
  await expect(page.getByText(longAgo)).toHaveCount(0);
});

test("a check that is gone on with an hour later begins with what was measured before", async ({ device }) => {
  test.setTimeout(120_000);
  const { page } = await device(fine);
  await page.clock.install();
  await allow(page);
  await lookIntoCamera(page);
  await skip(page);
  // The laptop is closed here, and opened elsewhere.
  await page.clock.fastForward(3_600_000);
  await button(page, await listen(page)).click();
  await expect(page.getByText(longAgo)).toBeVisible({ timeout: 60_000 });
  const result = judged(page);
  await seenAgain(page);
  await skipTheRest(page);
  expect(ageOf(await result)).toBeLessThan(600);
});

test.describe("without the server", () => {
  test.use({ expected: [/Failed to load resource/] });

  test("a result that could not be sent for an hour is measured again", async ({ device }) => {
    test.setTimeout(120_000);
    const { page } = await device(fine);
    await page.clock.install();
    let sent = 0;
    await page.route("**/do/check/record", (route) => {
      sent += 1;
      return sent === 1 ? route.abort("connectionreset") : route.continue();
    });
    await allow(page);
    await lookIntoCamera(page);
    await skipTheRest(page);
    await expect(heading(page, "No se pudieron enviar los resultados")).toBeVisible();
    await page.clock.fastForward(3_600_000);
    const result = judged(page);
    await button(page, "Enviar otra vez").click();
    await expect(page.getByText(longAgo)).toBeVisible();
    expect(sent).toBe(1);
    await seenAgain(page);
    await skipTheRest(page);
    expect(step(await result, "camera")).toEqual(passed("camera"));
    expect(ageOf(await result)).toBeLessThan(600);
  });
});

test("another network in the middle of a check has the line measured again, and nothing else", async ({ device }) => {
  test.setTimeout(150_000);
  const { page } = await device(fine);
  const count = calls(page);
  await allow(page);
  await lookIntoCamera(page);
  await expect(listed(page, "connection")).toHaveAttribute("data-verdict", /.+/, { timeout: 30_000 });
  const before = count.ways;
  await online(page);
  await expect(page.getByText(otherNetwork)).toBeVisible();
  await expect(heading(page, "Pruebe el micrófono")).toBeVisible();
  await expect(listed(page, "camera")).toHaveAttribute("data-verdict", "pass");
  await speak(page);
  const result = await hear(page, { line: true });
  expect(count.ways).toBeGreaterThan(before);
  for (const name of ["camera", "microphone", "speaker", "signalling"]) expect(step(result, name)).toEqual(passed(name));
  await expect(page.getByText(otherNetwork)).toHaveCount(0);
  await expect(page.getByText(otherNetworkSince)).toHaveCount(0);
});

test("that the browser guesses another speed is no other network, and another kind of network is one", async ({ device }) => {
  const { page } = await device(fine);
  await page.addInitScript(() => {
    const connection = Object.assign(new EventTarget(), { type: "wifi" });
    Object.defineProperty(Navigator.prototype, "connection", { get: () => connection, configurable: true });
  });
  const change = (type: string) =>
    page.evaluate((type) => {
      const { connection } = navigator as unknown as { connection: EventTarget };
      Object.assign(connection, { type }).dispatchEvent(new Event("change"));
    }, type);
  await allow(page);
  await lookIntoCamera(page);
  await expect(listed(page, "signalling")).toHaveAttribute("data-verdict", /.+/, { timeout: 30_000 });
  await change("wifi");
  await new Promise((settled) => setTimeout(settled, 2_500));
  await expect(page.getByText(otherNetwork)).toHaveCount(0);
  await change("cellular");
  await expect(page.getByText(otherNetwork)).toBeVisible();
});

test("after a check another network is said, and all of the line can be measured over it", async ({ device }) => {
  test.setTimeout(150_000);
  const { page } = await device(fine);
  const count = calls(page);
  await allow(page);
  await lookIntoCamera(page);
  await skip(page);
  const right = await listen(page);
  const first = judged(page);
  await button(page, right).click();
  await first;
  const before = { ...count };
  await online(page);
  await expect(page.getByText(otherNetworkSince)).toBeVisible();
  await expect(page.locator(".check-verdict"), "the result stays in sight").toBeVisible();
  const second = judged(page);
  await button(page, again).click();
  const result = await second;
  expect(step(result, "signalling")).toEqual(passed("signalling"));
  expect(step(result, "speaker"), "and the devices are not asked for anew").toEqual(step(await first, "speaker"));
  expect(count.ways).toBeGreaterThan(before.ways);
  expect(count.qualities).toBeGreaterThan(before.qualities);
  await expect(page.getByText(otherNetworkSince)).toHaveCount(0);
});
