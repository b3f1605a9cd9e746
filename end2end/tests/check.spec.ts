// The device check from beginning to end, and what may come between: another page, a page of ours that is wrong, no server.

import type { Page, Request } from "@playwright/test";
import { expectAccessible } from "../axe.ts";
import { calmly } from "../calm.ts";
import {
  allow,
  asks,
  button,
  fine,
  forgetSounds,
  goOn,
  hear,
  heading,
  heardBeside,
  judged,
  leaveTheRest,
  listen,
  lookIntoCamera,
  nothing,
  passed,
  rightAnswer,
  skip,
  skipTheRest,
  step,
  test,
  toTheLoudspeaker,
  type Used,
} from "../checking.ts";
import { expect, gotoHydrated, tablet, test as base } from "../test.ts";

test("devices that are fine pass, on a tablet and by the keyboard", { tag: "@alone" }, async ({ device }, info) => {
  let last: Page | undefined;
  const attempt = async () => {
    const { page } = await device(fine, { holding: tablet });
    last = page;
    await gotoHydrated(page, "/check");
    await expect(heading(page, "Permita usar la cámara y el micrófono")).toBeVisible();
    await expectAccessible(page);
    await button(page, "Permitir cámara y micrófono").focus();
    await page.keyboard.press("Enter");
    await expect(heading(page, "Mire a la cámara")).toBeVisible();
    await expect(page.locator(".check-caption")).toContainText(/\d+×\d+ · \d+ imágenes\/s/);
    await expectAccessible(page);
    await expect(heading(page, "Pruebe el micrófono")).toBeFocused({ timeout: 15_000 });
    await button(page, "Empezar a escuchar").focus();
    await page.keyboard.press("Space");
    await expect(page.getByText(/Se le oye bien: \d+ dB por encima del ruido|Se le oye poco|Todavía no/)).toBeVisible();
    await expectAccessible(page);
    await expect(heading(page, "Escuche el número")).toBeFocused({ timeout: 20_000 });
    expect(await heardBeside(page)).toBe(true);
    const result = await hear(page, { line: true });
    const noRelay = { step: "connection", verdict: "not_measured", findings: ["no_relay"] };
    const before = ["environment", "permission", "camera", "microphone", "speaker", "signalling"].map(passed);
    expect(result.steps).toEqual([...before, noRelay, passed("quality")]);
    expect(result.verdict).toBe("pass");
    await expect(heading(page, "Sus equipos sirven para la cita.")).toBeFocused();
    await expect(page.locator(".check-verdict[data-verdict=pass]")).toBeVisible();
    await expectAccessible(page);
  };
  await calmly(info, { limit: info.timeout, attempt, leave: () => void last?.close().catch(() => {}) });
});

for (const [what, answer, verdict, finding] of [
  ["that the number was heard is no pass", undefined, "not_measured", "unlistened"],
  ["that nothing was heard stays", nothing, "fail", "not_heard"],
] as const) {
  test(`${what} when nobody waits for the microphone to listen`, async ({ device }) => {
    const { page } = await device(fine);
    await toTheLoudspeaker(page);
    const right = await listen(page);
    const result = judged(page);
    await button(page, answer ?? right).click();
    await expect(page.getByText("Ahora el micrófono escucha el altavoz")).toBeVisible();
    await skip(page);
    expect(step(await leaveTheRest(page, result), "speaker")).toEqual({ step: "speaker", verdict, findings: [finding] });
  });
}

test("each time another digit is said, and nothing on the page tells which", async ({ device }) => {
  const { page } = await device(fine);
  await gotoHydrated(page, "/check");
  await skip(page);
  let right = await listen(page);
  await forgetSounds(page);
  await button(page, "Escuchar otra vez").click();
  await expect.poll(() => rightAnswer(page).catch(() => "nothing yet"), { message: "the same is played again" }).toBe(right);
  for (let turn = 0; turn < 5; turn++) {
    const answers = page.locator(".check-counts button");
    await expect(answers).toHaveCount(5);
    await expect(button(page, right)).toBeEnabled();
    for (const answer of await answers.all()) expect((await answer.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    const readAloud = await page.locator("[role=status], [role=alert], [aria-live]").allInnerTexts();
    const words = readAloud.join(" ").split(/[^\p{L}\d]+/u);
    expect(words.length, "something is read aloud").toBeGreaterThan(1);
    for (const part of right.split(" ")) expect(words).not.toContain(part);
    await button(page, nothing).click();
    await forgetSounds(page);
    await button(page, "Probar otra vez").click();
    await expect(page.getByText(asks)).toBeVisible();
    // Who knows that it is another one must not be helped by that.
    await expect(button(page, right)).toHaveCount(0);
    const next = await rightAnswer(page);
    expect(next).not.toBe(right);
    right = next;
  }
});

test("what was skipped is never passed, and can be measured afterwards", async ({ device }) => {
  const { page } = await device(fine);
  await allow(page);
  await expect(heading(page, "Mire a la cámara")).toBeVisible();
  await skip(page);
  await skip(page);
  expect((await leaveTheRest(page)).verdict).toBe("not_measured");
  await expect(heading(page, "La revisión está incompleta: no se midió todo.")).toBeVisible();
  const again = judged(page);
  await button(page, "Repetir: Cámara").click();
  await expect(heading(page, "Mire a la cámara")).toBeVisible();
  expect(step(await again, "camera")).toEqual(passed("camera"));
});

/** To where the loudspeaker was listened to and nothing was heard. */
async function hearNothing(page: Page) {
  await toTheLoudspeaker(page);
  await listen(page);
  const next = page.waitForResponse((response) => response.url().includes("/voice/"));
  await button(page, nothing).click();
  await next;
  await expect(heading(page, /^Altavoz:/)).toBeVisible({ timeout: 15_000 });
}

test("a fault of the loudspeaker is left at the first wish to go on", async ({ device }) => {
  const { page } = await device(fine);
  await hearNothing(page);
  await goOn(page).click();
  await expect(goOn(page)).toBeHidden();
  await expect(page.locator('[data-step="speaker"]')).toHaveAttribute("data-findings", "not_heard");
});

test("what was heard is kept when nobody answers for the microphone that should listen", async ({ device }) => {
  const { page } = await device(fine);
  await toTheLoudspeaker(page);
  const right = await listen(page);
  // It ended since, and is asked for anew.
  await page.evaluate(() => {
    for (const track of (window as unknown as { used: Used }).used.tracks) if (track.kind === "audio") track.stop();
    navigator.mediaDevices.getUserMedia = () => new Promise<MediaStream>(() => {});
  });
  const result = judged(page);
  await button(page, right).click();
  await expect(page.getByRole("status").filter({ hasText: "Responda la pregunta de su navegador" })).toBeVisible();
  await skip(page);
  expect(step(await leaveTheRest(page, result), "speaker")).toEqual({ step: "speaker", verdict: "not_measured", findings: ["unlistened"] });
});

test("the next voice is there before the loudspeaker is tried again", async ({ device }) => {
  const { page } = await device(fine);
  await hearNothing(page);
  // From now on none comes.
  await page.route("**/voice/**", () => {});
  await forgetSounds(page);
  await button(page, "Probar otra vez").click();
  await expect(page.getByText(asks)).toBeVisible();
  expect(await rightAnswer(page)).toMatch(/^\d \p{L}+$/u);
});

test.describe("without a voice", () => {
  test.use({ expected: [/Failed to load resource/] });

  test("tones that are tried again keep their title", async ({ device }) => {
    const { page } = await device(fine);
    await page.route("**/voice/**", (route) => route.fulfill({ status: 404 }));
    await hearNothing(page);
    await page.evaluate(() => {
      const heading = document.querySelector("#check-step") as HTMLElement;
      const titles: string[] = [];
      Object.assign(window, { titles });
      new MutationObserver(() => titles.push(heading.innerText)).observe(heading, { childList: true, characterData: true, subtree: true });
    });
    await button(page, "Probar otra vez").click();
    await expect(page.getByText(asks)).toBeVisible();
    expect(await page.evaluate(() => (window as unknown as { titles: string[] }).titles)).toEqual(["Cuente los tonos"]);
  });
});

test.describe("forbidden by our own page", () => {
  // Of a page that the test itself answered with, Chromium does not know that it came from this machine.
  test.use({ expected: [/Permissions policy violation|ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS/] });

  test("a page that forbids the devices blames itself", async ({ device }) => {
    const { page } = await device(fine);
    await page.route("**/check", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), "permissions-policy": "camera=(), microphone=()" } });
    });
    await gotoHydrated(page, "/check");
    await expect(heading(page, "Navegador y reloj: nuestra página bloquea los equipos")).toBeVisible();
    await expect(page.getByText("La falla está en nuestra página")).toBeVisible();
    await button(page, "Seguir sin esto").click();
    await button(page, "Permitir cámara y micrófono").click();
    await expect(heading(page, "Permisos: nuestra página bloquea los equipos")).toBeVisible();
    await button(page, "Seguir sin esto").click();
    const result = await hear(page);
    expect(step(result, "environment")).toEqual({ step: "environment", verdict: "fail", findings: ["policy_blocks"] });
  });
});

test.describe("to a page for which one must sign in", () => {
  test.use({ expected: [/status of 401/] });

  test("leaving gives every device back", async ({ device }) => {
    const { page } = await device(fine);
    await allow(page);
    await lookIntoCamera(page);
    await button(page, "Empezar a escuchar").click();
    await expect(page.getByRole("meter")).toBeVisible();
    const used = () =>
      page.evaluate(() => {
        const { tracks, contexts } = (window as unknown as { used: Used }).used;
        return { tracks: tracks.map((track) => track.readyState), contexts: contexts.map((context) => context.state) };
      });
    expect((await used()).tracks).toEqual(["live", "live"]);
    // A link inside the application: the document stays, so what is still open would show.
    await page.getByRole("link", { name: "Telesala" }).first().click();
    await expect(page).not.toHaveURL(/\/check/);
    await expect(async () => {
      const { tracks, contexts } = await used();
      expect([...new Set(tracks)]).toEqual(["ended"]);
      expect([...new Set(contexts)]).toEqual(["closed"]);
    }).toPass();
  });
});

test.describe("without the server", () => {
  test.use({ expected: [/Failed to load resource/] });

  test("a result that could not be sent is kept and sent again", async ({ device }) => {
    const { page } = await device(fine);
    const sent: Request[] = [];
    await page.route("**/do/check/record", (route, request) => {
      sent.push(request);
      return sent.length === 1 ? route.abort("connectionreset") : route.continue();
    });
    await gotoHydrated(page, "/check");
    await skip(page);
    await button(page, await listen(page)).click();
    await skipTheRest(page);
    await expect(heading(page, "No se pudieron enviar los resultados")).toBeVisible();
    const result = judged(page);
    await button(page, "Enviar otra vez").click();
    expect(step(await result, "speaker")).toEqual(passed("speaker"));
    expect(sent).toHaveLength(2);
    // The same, but for that it is older by now.
    const [first, second] = sent.map((request) => {
      const { measured, ...rest } = request.postDataJSON() as { measured: { age_s?: number } };
      const { age_s = 0, ...steps } = measured;
      return { age_s, said: { ...rest, steps } };
    });
    expect(second?.said).toEqual(first?.said);
    expect(second?.age_s).toBeGreaterThanOrEqual(first?.age_s as number);
  });
});

base("the check says why it needs JavaScript", { tag: "@nojs" }, async ({ page }) => {
  await page.goto("/check");
  // Not by text: the test's own tools take what stands in a noscript for a script.
  const said = page.locator("noscript p");
  await expect(said.first()).toBeVisible();
  await expect(said).toHaveText([/Esta revisión necesita JavaScript/, /llame a quien le citó/]);
});

base("the voice is there for whoever checks, and nothing else of its folder", async ({ page }) => {
  for (const recording of ["es/1.wav", "en/1.wav"]) {
    const response = await page.request.get(`/voice/${recording}`);
    expect(response.status(), recording).toBe(200);
    expect(response.headers()["content-type"]).toMatch(/^audio\//);
    expect((await response.body()).length).toBeLessThan(20_000);
  }
  for (const other of ["README.md", "make.mjs"]) expect((await page.request.get(`/voice/${other}`)).status(), other).toBe(404);
});

base("every limit can be read, with its number and its source", { tag: "@nojs" }, async ({ page }) => {
  await page.goto("/thresholds");
  const row = (text: string) => page.getByRole("row").filter({ hasText: text });
  await expect(row("menos de 100 kbit/s")).toContainText("github.com/twilio/rtc-diagnostics");
  await expect(row("menos de 10 de 255 de luz")).toContainText("Medido por nosotros con este programa");
  await expect(row("menos de 3 de diferencia entre sus partes claras y oscuras")).toHaveCount(1);
  await expect(row("El micrófono se escuchó durante 6.5 s o más")).toHaveCount(1);
  for (const wait of ["Si en 8 s nadie responde", "Si en 20 s nadie la responde", "Si en 2 s no llega ninguna imagen", "está al máximo desde 0.999", "Si al final no llega nada durante 2 s"]) {
    await expect(row(wait)).toContainText("Criterio propio");
  }
  await expect(row("Cada vía de sonido e imagen tiene 15 s para abrirse")).toContainText("Medido por nosotros");
  await expect(row("Los mensajes tienen 3 s para volver")).toHaveCount(1);
  await expect(row("La conexión para los mensajes tiene 5 s para abrirse")).toHaveCount(1);
  await expect(row("un lado de 2 píxeles o menos")).toHaveCount(1);
  await expect(page.getByText("Lo que se midió hace más de 30 minutos se mide otra vez antes de enviar el resultado")).toBeVisible();
  // What may be missing without a word is said, and where the rules without numbers come from.
  await expect(page.getByText("Donde faltan no se juzgan, y decide el resto.")).toBeVisible();
  await expect(page.getByText("norma Media Capture and Streams del W3C")).toBeVisible();
  // What a person heard counts without the microphone: the row says so, and the words above it leave room for that.
  await expect(page.getByText("Salvo donde se dice otra cosa, con menos que esto no se juzga nada")).toBeVisible();
  await expect(row("Sin nadie presente, lo que oyó el micrófono se parece en 0.25 o más")).toHaveCount(1);
});

base("the check fits a phone", { tag: "@phone" }, async ({ page }) => {
  await gotoHydrated(page, "/check");
  await expect(heading(page, "Permita usar la cámara y el micrófono")).toBeVisible();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide).toBeLessThanOrEqual(0);
  await expectAccessible(page);
});
