// The device check with devices that are fine, missing, refused and broken. Every verdict asserted here is the one that
// the server derived from what the browser really measured.

import { type Browser, chromium as engine, type Page, type Request } from "@playwright/test";
import { join } from "node:path";
import { expectAccessible } from "../axe.ts";
import { chromium, flags } from "../browser.ts";
import { make } from "../media/make.mjs";
import { type Account, signedIn } from "../people.ts";
import { expect, gotoHydrated, hydrated, test as base, watch } from "../test.ts";

const media = make();
const fake = ["--use-fake-device-for-media-stream=fps=30"];
const granted = [...fake, "--use-fake-ui-for-media-stream"];
const camera = (name: string) => `--use-file-for-fake-video-capture=${join(media, `${name}.y4m`)}`;
const microphone = (name: string) => `--use-file-for-fake-audio-capture=${join(media, `${name}.wav`)}`;
const fine = [...granted, camera("normal"), microphone("speech")];

/** What the page did with the devices; `spy` keeps it in the window. */
type Used = { tones: number; worklets: number; tracks: MediaStreamTrack[]; contexts: AudioContext[] };

/** Counts the tones, so that a test can hear, and keeps what was opened, to see that it is closed. */
function spy() {
  const used: Used = { tones: 0, worklets: 0, tracks: [], contexts: [] };
  Object.assign(window, { used });
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (when?: number) {
    used.tones += 1;
    start.call(this, when);
  };
  const Context = window.AudioContext;
  window.AudioContext = class extends Context {
    constructor(options?: AudioContextOptions) {
      super(options);
      used.contexts.push(this);
    }
  };
  if (window.AudioWorkletNode) {
    const Node = window.AudioWorkletNode;
    window.AudioWorkletNode = class extends Node {
      constructor(context: BaseAudioContext, name: string, options?: AudioWorkletNodeOptions) {
        super(context, name, options);
        used.worklets += 1;
      }
    };
  }
  const devices = navigator.mediaDevices;
  if (!devices) return;
  const ask = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (constraints) => {
    const stream = await ask(constraints);
    used.tracks.push(...stream.getTracks());
    return stream;
  };
}

type Fixtures = { device: (flags: string[], as?: Account) => Promise<{ page: Page; browser: Browser }> };

const test = base.extend<Fixtures>({
  // A browser of its own for each test: which devices it has is decided when it starts.
  device: async ({ server, complaints }, use) => {
    const browsers: Browser[] = [];
    await use(async (own, as) => {
      const browser = await engine.launch({ executablePath: chromium, args: [...flags, ...own] });
      browsers.push(browser);
      const context = await browser.newContext({
        baseURL: server.address,
        locale: "es-SV",
        viewport: { width: 1024, height: 768 },
        ...(as ? { storageState: await signedIn(server, as) } : {}),
      });
      watch(context, complaints);
      await context.addInitScript(spy);
      return { page: await context.newPage(), browser };
    });
    for (const browser of browsers) await browser.close();
  },
});

type Result = { verdict: string; steps: { step: string; verdict: string; findings: string[] }[] };

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: typeof name === "string" });
const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 2, name });

/** What the server answers to the measurements, as the page shows it: at the end it shows nothing else. */
async function judged(page: Page): Promise<Result> {
  await page.waitForResponse((response) => response.url().endsWith("/do/check/record") && response.ok());
  const overall = page.locator(".check-verdict");
  await expect(overall).toBeVisible();
  const steps = await page.locator("[data-step]").evaluateAll((lines) =>
    lines.map((line) => ({
      step: line.getAttribute("data-step") ?? "",
      verdict: line.getAttribute("data-verdict") ?? "",
      findings: (line.getAttribute("data-findings") ?? "").split(" ").filter(Boolean),
    })),
  );
  return { verdict: (await overall.getAttribute("data-verdict")) ?? "", steps };
}

const step = (result: Result, name: string) => result.steps.find((result) => result.step === name);
const passed = (name: string) => ({ step: name, verdict: "pass", findings: [] });

async function allow(page: Page) {
  await gotoHydrated(page, "/check");
  await button(page, "Permitir cámara y micrófono").click();
}

/** Waits for the camera's judgement, and goes on if there is a fault. */
async function lookIntoCamera(page: Page) {
  const fault = heading(page, /^Cámara:/);
  const next = heading(page, "Pruebe el micrófono");
  await expect(fault.or(next)).toBeVisible({ timeout: 15_000 });
  if (await fault.isVisible()) await button(page, "Seguir sin esto").click();
}

async function speak(page: Page) {
  await button(page, "Empezar a escuchar").click();
  const fault = heading(page, /^Micrófono:/);
  const next = heading(page, "Cuente los tonos");
  await expect(fault.or(next)).toBeVisible({ timeout: 20_000 });
  if (await fault.isVisible()) await button(page, "Seguir sin esto").click();
}

/** Whether the microphone was heard beside the page, which misses no sample, or by the older way. */
const heardBeside = (page: Page) => page.evaluate(() => (window as unknown as { used: Used }).used.worklets > 0);

async function count(page: Page) {
  await button(page, "Escuchar los tonos").click();
  await expect(page.getByText("¿Cuántos tonos oyó?")).toBeVisible();
  return page.evaluate(() => (window as unknown as { used: Used }).used.tones);
}

async function hear(page: Page) {
  const tones = await count(page);
  const result = judged(page);
  await button(page, String(tones)).click();
  return result;
}

/** Goes past a step that is not of interest. */
const skip = (page: Page) => button(page, "Omitir este paso").click();

test("devices that are fine pass, on a tablet and by the keyboard", async ({ device }) => {
  const { page } = await device(fine);
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
  await expect(heading(page, "Cuente los tonos")).toBeFocused({ timeout: 20_000 });
  expect(await heardBeside(page)).toBe(true);
  const result = await hear(page);
  expect(result.steps).toEqual(["environment", "permission", "camera", "microphone", "speaker"].map(passed));
  expect(result.verdict).toBe("pass");
  await expect(heading(page, "Sus equipos sirven para la audiencia.")).toBeFocused();
  await expect(page.locator(".check-verdict[data-verdict=pass]")).toBeVisible();
  await expectAccessible(page);
});

test("without a camera the microphone is judged all the same", async ({ device }) => {
  const { page } = await device(["--use-fake-device-for-media-stream=device-count=0", "--use-fake-ui-for-media-stream", microphone("speech")]);
  await allow(page);
  await expect(heading(page, /^Permisos: no hay ninguno conectado/)).toBeVisible();
  await expect(page.getByText("Cámara: no se encontró ninguno conectado")).toBeVisible();
  await expect(page.getByText("Micrófono: permiso dado")).toBeVisible();
  await expectAccessible(page);
  await button(page, "Seguir sin esto").click();
  await speak(page);
  const result = await hear(page);
  expect(step(result, "permission")).toEqual({ step: "permission", verdict: "fail", findings: ["not_found"] });
  expect(step(result, "camera")?.verdict).toBe("not_measured");
  expect(step(result, "microphone")).toEqual(passed("microphone"));
  expect(result.verdict).toBe("fail");
});

test("a site that was blocked says how to unblock it", async ({ device, server }) => {
  const { page, browser } = await device(fake);
  const session = await browser.newBrowserCDPSession();
  const pages = (await (await page.context().newCDPSession(page)).send("Target.getTargetInfo")).targetInfo;
  for (const name of ["videoCapture", "audioCapture"] as const) {
    await session.send("Browser.setPermission", {
      permission: { name: name === "videoCapture" ? "camera" : "microphone" },
      setting: "denied",
      origin: server.address,
      browserContextId: pages.browserContextId,
    });
  }
  await allow(page);
  await expect(heading(page, "Permisos: el navegador bloquea este sitio")).toBeVisible();
  await expect(page.getByText("Toque el icono que está a la izquierda de la dirección")).toBeVisible();
  await button(page, "Seguir sin esto").click();
  const result = await hear(page);
  expect(step(result, "permission")).toEqual({ step: "permission", verdict: "fail", findings: ["blocked"] });
  expect(step(result, "microphone")?.verdict).toBe("not_measured");
  expect(result.verdict).toBe("fail");
});

test("a question that was closed asks to answer it", async ({ device }) => {
  const { page } = await device([...fake, "--use-fake-ui-for-media-stream=deny"]);
  await allow(page);
  await expect(heading(page, /^Permisos:/)).toBeVisible();
  await button(page, "Seguir sin esto").click();
  const result = await hear(page);
  expect(step(result, "permission")?.verdict).toBe("fail");
  expect(["dismissed", "blocked"]).toContain(step(result, "permission")?.findings[0]);
});

test("a question that nobody answers is given up, with advice", async ({ device }) => {
  const { page } = await device(fine);
  await page.addInitScript(() => {
    if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = () => new Promise(() => {});
  });
  await page.clock.install();
  await allow(page);
  await expect(page.getByText("Responda la pregunta de su navegador")).toBeVisible();
  await page.clock.runFor(8_100);
  await expect(page.getByText("Busque una pregunta en la parte de arriba")).toBeVisible();
  await page.clock.runFor(12_100);
  await expect(heading(page, "Permisos: la pregunta quedó sin responder")).toBeVisible();
  await expect(page.getByText("cierre el navegador del todo")).toBeVisible();
  await page.clock.resume();
  await button(page, "Seguir sin esto").click();
  const result = await hear(page);
  expect(step(result, "permission")).toEqual({ step: "permission", verdict: "fail", findings: ["unanswered"] });
});

test("a device that another program holds is said to be in use", async ({ device }) => {
  const { page } = await device(fine);
  await page.addInitScript(() => {
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = (constraints) =>
      constraints?.video ? Promise.reject(new DOMException("Could not start video source", "NotReadableError")) : ask(constraints);
  });
  await allow(page);
  await expect(heading(page, "Permisos: otro programa lo usa o está bloqueado")).toBeVisible();
  await button(page, "Seguir sin esto").click();
  await skip(page);
  const result = await hear(page);
  expect(step(result, "permission")).toEqual({ step: "permission", verdict: "fail", findings: ["not_readable"] });
  expect(step(result, "microphone")).toEqual({ step: "microphone", verdict: "not_measured", findings: ["skipped"] });
});

const pictures: [name: string, heading: string, verdict: string, finding: string[]][] = [
  ["black", "Cámara: imagen a oscuras", "fail", ["black"]],
  ["dim", "Cámara: poca luz", "warn", ["dark"]],
  ["frozen", "Cámara: imagen congelada", "warn", ["frozen"]],
];
for (const [name, words, verdict, findings] of pictures) {
  test(`a ${name} picture is found`, async ({ device }) => {
    const { page } = await device([...granted, camera(name), microphone("speech")]);
    await allow(page);
    await expect(heading(page, words)).toBeVisible({ timeout: 15_000 });
    await expectAccessible(page);
    await button(page, "Seguir sin esto").click();
    await skip(page);
    const result = await hear(page);
    expect(step(result, "camera")).toEqual({ step: "camera", verdict, findings });
    await expect(heading(page, verdict === "fail" ? /no saldría bien/ : /incompleta/)).toBeVisible();
  });
}

test("a camera that dies fails", async ({ device }) => {
  const { page } = await device([...granted, camera("dead"), microphone("speech")]);
  await allow(page);
  const fault = heading(page, /^(Cámara|Permisos):/);
  await expect(fault).toBeVisible({ timeout: 20_000 });
  await button(page, "Seguir sin esto").click();
  await skip(page);
  const result = await hear(page);
  expect(result.verdict).toBe("fail");
  expect(["ended", "muted", "no_frames", "not_readable"]).toContain(
    step(result, "camera")?.findings[0] ?? step(result, "permission")?.findings[0],
  );
});

const sounds: [name: string, heading: string, verdict: string, finding: string[]][] = [
  ["silent", "Micrófono: no se oye nada", "fail", ["silent"]],
  ["too-quiet", "Micrófono: casi no se oye", "fail", ["too_quiet"]],
  ["quiet", "Micrófono: se oye bajo", "warn", ["quiet"]],
  ["noisy", "Micrófono: hay mucho ruido", "warn", ["noisy"]],
  ["no-speech", "Micrófono: no se distingue la voz", "fail", ["no_speech", "quiet"]],
  ["clipped", "Micrófono: sonido distorsionado: demasiado fuerte", "warn", ["clipped"]],
];
for (const [name, words, verdict, findings] of sounds) {
  test(`a ${name} microphone is found`, async ({ device }) => {
    const { page } = await device([...granted, camera("normal"), microphone(name)]);
    await allow(page);
    await expect(heading(page, "Mire a la cámara")).toBeVisible();
    await skip(page);
    await button(page, "Empezar a escuchar").click();
    await expect(heading(page, words)).toBeVisible({ timeout: 20_000 });
    await button(page, "Seguir sin esto").click();
    const result = await hear(page);
    expect(step(result, "microphone")).toEqual({ step: "microphone", verdict, findings });
    expect(step(result, "camera")).toEqual({ step: "camera", verdict: "not_measured", findings: ["skipped"] });
  });
}

test("a browser without the worklet hears the microphone in the older way", async ({ device }) => {
  const { page } = await device(fine);
  await page.addInitScript(() => Object.defineProperty(BaseAudioContext.prototype, "audioWorklet", { get: () => undefined }));
  await allow(page);
  await expect(heading(page, "Mire a la cámara")).toBeVisible();
  await skip(page);
  await speak(page);
  expect(await heardBeside(page)).toBe(false);
  const result = await hear(page);
  expect(step(result, "microphone")).toEqual(passed("microphone"));
});

test("what was skipped is never passed, and can be measured afterwards", async ({ device }) => {
  const { page } = await device(fine);
  await allow(page);
  await expect(heading(page, "Mire a la cámara")).toBeVisible();
  await skip(page);
  await skip(page);
  const result = judged(page);
  await skip(page);
  expect((await result).verdict).toBe("not_measured");
  await expect(heading(page, "La revisión está incompleta: no se midió todo.")).toBeVisible();
  const again = judged(page);
  await button(page, "Repetir: Cámara").click();
  await expect(heading(page, "Mire a la cámara")).toBeVisible();
  expect(step(await again, "camera")).toEqual(passed("camera"));
});

test("a wrong count of tones is not heard", async ({ device }) => {
  const { page } = await device(fine);
  await gotoHydrated(page, "/check");
  await skip(page);
  const tones = await count(page);
  await button(page, String((tones % 4) + 1)).click();
  await expect(heading(page, "Altavoz: no se oyó el sonido")).toBeVisible();
  const result = judged(page);
  await button(page, "Seguir sin esto").click();
  expect(step(await result, "speaker")).toEqual({ step: "speaker", verdict: "fail", findings: ["not_heard"] });
});

/** The page of an appointment to come whose room the warden may check. */
async function comingAppointment(page: Page): Promise<string> {
  for (let ahead = 0; ahead < 8; ahead++) {
    const day = new Date(Date.now() + ahead * 24 * 3_600_000);
    await gotoHydrated(page, `/day/${new Intl.DateTimeFormat("en-CA", { timeZone: "America/El_Salvador" }).format(day)}`);
    const links = await page.locator('a[href^="/appointments/"]').evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
    for (const link of new Set(links)) {
      await gotoHydrated(page, link);
      if (await page.getByRole("link", { name: "Revisar la sala" }).count()) return link;
    }
  }
  throw new Error("the demo's week holds no appointment whose room can be checked");
}

test("a room's check calls the officer, is kept, and shows with the appointment", async ({ device }) => {
  test.setTimeout(90_000);
  const { page } = await device([...granted, camera("black"), microphone("speech")], "warden");
  const appointment = await comingAppointment(page);
  await page.getByRole("link", { name: "Revisar la sala" }).first().click();
  await page.waitForURL(/\/check\?room=/);
  await hydrated(page);
  await button(page, "Permitir cámara y micrófono").click();
  await expect(heading(page, "Cámara: imagen a oscuras")).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText("Si sigue igual, avise al oficial de turno.")).toBeVisible();
  await button(page, "Seguir sin esto").click();
  await speak(page);
  const result = await hear(page);
  expect(result.verdict).toBe("fail");
  expect(step(result, "camera")).toEqual({ step: "camera", verdict: "fail", findings: ["black"] });
  await expect(heading(page, "Con los equipos de la sala la audiencia no saldría bien.")).toBeVisible();
  await expect(page.getByText("El tribunal y el centro ven este resultado en el tablero.")).toBeVisible();
  await expectAccessible(page);
  await gotoHydrated(page, appointment);
  await expect(page.locator("main")).toContainText("imagen a oscuras");
});

test("a personal link checks for its appointment, without an account", async ({ device, person }) => {
  const outbox = await person({ as: "administrator" });
  await gotoHydrated(outbox, "/outbox");
  const links = await outbox.locator('a[href*="/confirm/"]').evaluateAll((links) => links.map((link) => new URL((link as HTMLAnchorElement).href).pathname));
  const { page } = await device(fine);
  // Links of appointments that are over no longer serve.
  let check: string | undefined;
  for (const link of links) {
    const answer = await page.request.get(link.replace("/confirm/", "/check/"));
    if (answer.ok()) check = link.replace("/confirm/", "/check/");
    if (check) break;
  }
  await gotoHydrated(page, check as string);
  await skip(page);
  const result = await hear(page);
  expect(result.verdict).toBe("not_measured");
  await expect(page.getByText("El tribunal ve este resultado en la audiencia.")).toBeVisible();
});

test.describe("a room of another centre", () => {
  test.use({ expected: [/status of 404/] });

  test("does not exist for the warden", async ({ device }) => {
    const { page } = await device(fine, "warden");
    const response = await page.goto("/check?room=01890000-0000-7000-8000-000000000000");
    expect(response?.status()).toBe(404);
    await expect(button(page, "Permitir cámara y micrófono")).toHaveCount(0);
    expect((await page.goto("/check?room=nonsense"))?.status()).toBe(404);
  });
});

test.describe("on an address that is not secure", () => {
  // Chromium says that such an address gets no opener policy.
  test.use({ expected: [/Cross-Origin-Opener-Policy header has been ignored/] });

  test("it says which is", async ({ device, server }) => {
    const { page } = await device([...fine, "--host-resolver-rules=MAP insecure.test 127.0.0.1"]);
    await page.goto(`http://insecure.test:${new URL(server.address).port}/check`);
    await hydrated(page);
    await expect(heading(page, "Navegador y reloj: la página no es segura (falta https)")).toBeVisible();
    await expect(page.getByText("https://").first()).toBeVisible();
  });
});

test.describe("forbidden by our own page", () => {
  test.use({ expected: [/Permissions policy violation/] });

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
    await expect(async () => expect(await used()).toEqual({ tracks: ["ended", "ended"], contexts: ["closed"] })).toPass();
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
    const tones = await count(page);
    await button(page, String(tones)).click();
    await expect(heading(page, "No se pudieron enviar los resultados")).toBeVisible();
    const result = judged(page);
    await button(page, "Enviar otra vez").click();
    expect(step(await result, "speaker")).toEqual(passed("speaker"));
    expect(sent[1]?.postData()).toBe(sent[0]?.postData());
  });
});

base("the check says why it needs JavaScript", { tag: "@nojs" }, async ({ page }) => {
  await page.goto("/check");
  // Not by text: the test's own tools take what stands in a noscript for a script.
  const said = page.locator("noscript p");
  await expect(said.first()).toBeVisible();
  await expect(said).toHaveText([/Esta revisión necesita JavaScript/, /llame a quien le citó/]);
});

base("the check fits a phone", { tag: "@phone" }, async ({ page }) => {
  await gotoHydrated(page, "/check");
  await expect(heading(page, "Permita usar la cámara y el micrófono")).toBeVisible();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide).toBeLessThanOrEqual(0);
  await expectAccessible(page);
});
