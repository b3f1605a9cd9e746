// Devices that are missing or broken, up to the result as the person reads it. Every verdict: scenarios.spec.ts.

import type { Locator, Page } from "@playwright/test";
import { expectAccessible } from "../axe.ts";
import {
  allow,
  button,
  camera,
  fine,
  granted,
  hear,
  heading,
  judged,
  leaveTheRest,
  listen,
  lookIntoCamera,
  microphone,
  nothing,
  passed,
  skip,
  speak,
  step,
  test,
  toTheLoudspeaker,
} from "../checking.ts";
import { expect } from "../test.ts";

test("without a camera the microphone is judged all the same", async ({ device }) => {
  const { page } = await device(["--use-fake-device-for-media-stream=device-count=0", "--use-fake-ui-for-media-stream", microphone("speech")]);
  await allow(page);
  await expect(heading(page, /^Permisos: falta un equipo por conectar/)).toBeVisible();
  await expect(page.getByText("Cámara: no se encontró en este equipo")).toBeVisible();
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

const pictures: [name: string, heading: string, verdict: string, finding: string[]][] = [
  ["black", "Cámara: imagen a oscuras", "fail", ["black"]],
  ["frozen", "Cámara: imagen congelada", "warn", ["frozen"]],
];
for (const [name, words, verdict, findings] of pictures) {
  test(`a ${name} picture is found and told`, async ({ device }) => {
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

/**
 * Two loudspeakers, and what the page let come out of which: contexts, or elements in a browser whose contexts cannot choose. Or the browser
 * refuses. */
function loudspeakers(by: "context" | "element" | "refused") {
  const list = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
  const speaker = (id: string) => ({ deviceId: id, groupId: "", kind: "audiooutput", label: `Salida ${id}`, toJSON: () => ({}) }) as MediaDeviceInfo;
  navigator.mediaDevices.enumerateDevices = async () => [...(await list()).filter(({ kind }) => kind !== "audiooutput"), speaker("default"), speaker("other")];
  const chosen: string[] = [];
  Object.assign(window, { chosen });
  const setSinkId = async (id: string) => {
    chosen.push(`${by} ${id}`);
    if (by === "refused") throw new DOMException("The device is not allowed", "NotAllowedError");
  };
  if (by !== "element") {
    Object.assign(AudioContext.prototype, { setSinkId });
    return;
  }
  for (let kind = AudioContext.prototype; kind; kind = Object.getPrototypeOf(kind)) delete (kind as { setSinkId?: unknown }).setSinkId;
  Object.assign(HTMLMediaElement.prototype, { setSinkId });
}

/** To the choice between the two, on a page that lets them sound so. */
async function toLoudspeakers(page: Page, by: Parameters<typeof loudspeakers>[0]): Promise<Locator> {
  await page.addInitScript(loudspeakers, by);
  await toTheLoudspeaker(page);
  // Tones sound by other means than the voice.
  await expect(heading(page, "Escuche el número")).toBeVisible();
  return page.getByLabel("Altavoz que se usa");
}

/** The loudspeakers that the page chose, and what became of that. */
const chosen = (page: Page) => page.evaluate(() => (window as unknown as { chosen: string[] }).chosen);

for (const by of ["context", "element"] as const) {
  test(`the voice comes out of the loudspeaker that was chosen, now and the next time, by the ${by}`, async ({ device }) => {
    test.setTimeout(90_000);
    const { page } = await device(fine);
    const choice = await toLoudspeakers(page, by);
    await choice.selectOption("other");
    expect(await listen(page)).toMatch(/^\d \p{L}+$/u);
    expect(await chosen(page)).toEqual([`${by} other`]);
    await toTheLoudspeaker(page);
    await expect(choice).toHaveValue("other");
    expect(await listen(page)).toMatch(/^\d \p{L}+$/u);
    expect(await chosen(page)).toEqual([`${by} other`]);
  });
}

test("of a loudspeaker that the browser refuses it is said that another one sounds, and that one is shown as in use", async ({ device }) => {
  test.setTimeout(90_000);
  const { page } = await device(fine);
  const choice = await toLoudspeakers(page, "refused");
  const said = page.getByRole("status").filter({ hasText: "El sonido no pudo salir del altavoz que eligió: sale del habitual" });
  await choice.selectOption("other");
  await expect(said).toBeHidden();
  await listen(page);
  expect(await chosen(page)).toEqual(["refused other"]);
  // Before the person answers: what they heard is no proof of the one they chose.
  await expect(said).toBeVisible();
  await expectAccessible(page);
  await button(page, nothing).click();
  await expect(heading(page, /^Altavoz:/)).toBeVisible({ timeout: 20_000 });
  await expect(choice).toHaveValue("default");
  await expect(said).toBeVisible();
  // Another time it may be allowed, and so may it now.
  await choice.selectOption("other");
  await expect(said).toBeHidden();
});

test("a loudspeaker that was refused once is tried again in the next check", async ({ device }) => {
  test.setTimeout(120_000);
  const { page } = await device(fine);
  const choice = await toLoudspeakers(page, "refused");
  const said = page.getByText("El sonido no pudo salir del altavoz que eligió: sale del habitual");
  await choice.selectOption("other");
  await listen(page);
  await expect(said).toBeVisible();
  const result = judged(page);
  await skip(page);
  await leaveTheRest(page, result);
  expect(await chosen(page)).toEqual(["refused other"]);
  await page.evaluate(() => {
    const { chosen } = window as unknown as { chosen: string[] };
    const setSinkId = async (id: string) => void chosen.push(`allowed ${id}`);
    Object.assign(AudioContext.prototype, { setSinkId });
  });
  await button(page, "Repetir toda la revisión").click();
  await button(page, "Permitir cámara y micrófono").click();
  await lookIntoCamera(page);
  await skip(page);
  await expect(choice).toHaveValue("other");
  await listen(page);
  await expect(said).toBeHidden();
  expect(await chosen(page)).toEqual(["refused other", "allowed other"]);
});

test("a loudspeaker that is pulled out between the number and the chirp is not passed by what comes out of the usual one", async ({ device }) => {
  test.setTimeout(90_000);
  const { page } = await device(fine);
  const choice = await toLoudspeakers(page, "context");
  await choice.selectOption("other");
  const right = await listen(page);
  await page.evaluate(() => {
    const list = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
    navigator.mediaDevices.enumerateDevices = async () => (await list()).filter(({ deviceId }) => deviceId !== "other");
    const setSinkId = async () => {
      throw new DOMException("The device is gone", "NotFoundError");
    };
    Object.assign(AudioContext.prototype, { setSinkId });
  });
  const result = judged(page);
  await button(page, right).click();
  await expect(heading(page, /^Altavoz:/)).toBeVisible({ timeout: 20_000 });
  expect(step(await leaveTheRest(page, result), "speaker")).toEqual({ step: "speaker", verdict: "not_measured", findings: ["unlistened"] });
});

test("the list of cameras names the one that is used where nobody chose", async ({ device }) => {
  const { page } = await device(["--use-fake-device-for-media-stream=device-count=2,fps=30", "--use-fake-ui-for-media-stream"]);
  // A browser that gives the last of its cameras, and not the first, to a page that wishes none.
  await page.addInitScript(() => {
    const devices = navigator.mediaDevices;
    const ask = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (wanted) => {
      const video = wanted?.video;
      if (typeof video !== "object" || video.deviceId) return ask(wanted);
      for (const track of (await ask(wanted)).getTracks()) track.stop();
      const last = (await devices.enumerateDevices()).filter(({ kind }) => kind === "videoinput").at(-1);
      return ask({ ...wanted, video: { ...video, deviceId: { exact: last?.deviceId ?? "" } } });
    };
  });
  await allow(page);
  const choice = page.getByLabel("Cámara que se usa");
  await expect(choice).toBeVisible();
  const ids = await choice.locator("option").evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
  expect(new Set(ids).size, "there is something to choose from").toBeGreaterThan(1);
  await expect(choice).toHaveValue(ids.at(-1) as string);
});

test("nobody waits for more than one question that stays without an answer", async ({ device }) => {
  const { page } = await device(fine);
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      if (wanted?.video && wanted.audio) throw new DOMException("Could not start video source", "NotReadableError");
      return new Promise<MediaStream>(() => {});
    };
  });
  await allow(page);
  // Twenty seconds, and two more for what needs nobody's answer.
  await expect(heading(page, /^Permisos:/)).toBeVisible({ timeout: 28_000 });
});

test("a sound whose clock goes slowly keeps nobody longer than a step", async ({ device }) => {
  test.setTimeout(120_000);
  const { page } = await device(fine);
  // In leaps of 2.6 s, each shown as 0.72 s: slow enough that the chirp, played twice, takes more than a step.
  await page.addInitScript(() => {
    const clock = Object.getOwnPropertyDescriptor(BaseAudioContext.prototype, "currentTime")?.get as () => number;
    Object.defineProperty(BaseAudioContext.prototype, "currentTime", {
      get() {
        const now = clock.call(this);
        return "slow" in window ? Math.floor(now / 2.55) * 0.72 : now;
      },
    });
  });
  await toTheLoudspeaker(page);
  const right = await listen(page);
  await page.evaluate(() => void Object.assign(window, { slow: true }));
  const result = judged(page);
  // Whoever fails on the way says why.
  result.catch(() => {});
  const listening = page.getByText("Ahora el micrófono escucha el altavoz");
  const begun = Date.now();
  await button(page, right).click();
  await expect(listening).toBeVisible();
  await expect(listening).toBeHidden({ timeout: 30_000 });
  expect(Date.now() - begun, "a step takes twenty seconds at the most").toBeLessThan(20_500);
  const judgement = await leaveTheRest(page, result);
  expect(judgement.measured.speaker).toMatchObject({ measured: { acoustics: null } });
  expect(step(judgement, "speaker")).toEqual({ step: "speaker", verdict: "not_measured", findings: ["unlistened"] });
});
