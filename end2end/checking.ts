// Going through the device check as a person does, with browsers whose devices a test chooses. Every verdict is the one that
// the server derived from what the browser really measured.

import { type Browser, type BrowserContext, type BrowserContextOptions, chromium as engine, type Page, type Response } from "@playwright/test";
import { join } from "node:path";
import { chromium, flags } from "./browser.mjs";
import { launchFirefox } from "./firefox.mjs";
import { make } from "./media/make.mjs";
import { dateNow } from "./pages.ts";
import { type Account, signedIn } from "./people.ts";
import { type Battery, SystemBus } from "./power.ts";
import type { Relay } from "./relay.ts";
import type { Server } from "./server.mjs";
import type { SoundServer } from "./sound-server.ts";
import { expect, gotoHydrated, hydrated, test as base, watch } from "./test.ts";
import { answer, digitOf } from "./voice.mjs";

const media = make();
export const fake = ["--use-fake-device-for-media-stream=fps=30"];
export const granted = [...fake, "--use-fake-ui-for-media-stream"];
export const camera = (name: string) => `--use-file-for-fake-video-capture=${join(media, `${name}.y4m`)}`;
export const microphone = (name: string) => `--use-file-for-fake-audio-capture=${join(media, `${name}.wav`)}`;
export const fine = [...granted, camera("normal"), microphone("speech")];

/** What the page did with the devices; `spy` keeps it in the window. */
export type Used = { tones: number; sounds: AudioBuffer[]; worklets: number; tracks: MediaStreamTrack[]; contexts: AudioContext[] };

/** Counts the tones and keeps the recordings that are played, so that a test can hear, and keeps what was opened, to see that it is closed. */
function spy() {
  const used: Used = { tones: 0, sounds: [], worklets: 0, tracks: [], contexts: [] };
  Object.assign(window, { used });
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (when?: number) {
    used.tones += 1;
    start.call(this, when);
  };
  const play = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (...when: [number?, number?, number?]) {
    // The tone that measures the line begins anew for ever.
    if (this.buffer && !this.loop) used.sounds.push(this.buffer);
    play.apply(this, when);
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

/** Those of Firefox's about:config. */
export type Preferences = Record<string, string | number | boolean>;

type Person = {
  /** Signed in as whom; nobody if left out. */
  as?: Account;
  /** At another server than the usual one. */
  at?: Server;
  /** With the home of a user who trusts this relay. */
  relay?: Relay;
  /** With this machine's sound instead of a fake one. */
  sound?: SoundServer;
  /** With a battery of this kind. */
  battery?: Battery;
  /** With Firefox instead of Chromium, and these preferences of it; then flags say nothing. */
  firefox?: Preferences;
  /** With what in their hands, and in which language. */
  holding?: BrowserContextOptions;
};

type Launch = (flags: string[], person: Person) => Promise<Browser>;
type Fixtures = { device: (flags: string[], person?: Person) => Promise<{ page: Page; browser: Browser }> };

export const test = base.extend<Fixtures, { launch: Launch }>({
  // Which devices a browser has is decided when it starts; one that has those of the test before serves again.
  launch: [
    async ({}, use) => {
      let last: { devices: string; browser: Browser; power?: SystemBus } | undefined;
      const leave = async () => {
        await last?.browser.close();
        // A browser ends when its bus does.
        await last?.power?.remove();
      };
      await use(async (own, { sound, relay, battery, firefox }) => {
        const devices = own.join(" ");
        const usual = !sound && !relay && !battery && !firefox;
        if (last?.devices === devices && usual && last.browser.isConnected()) return last.browser;
        await leave();
        const power = battery && (await SystemBus.start(battery));
        const how = { ...relay?.trustedBy(), ...power?.askedBy(), ...sound?.heardBy() };
        const browser = firefox
          ? await launchFirefox(firefox, how)
          : await engine.launch({ executablePath: chromium, args: [...flags, ...own], ...how });
        last = { devices: usual ? devices : "of another machine", browser, power };
        return browser;
      });
      await leave();
    },
    { scope: "worker" },
  ],
  device: async ({ server, complaints, launch }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (own, person = {}) => {
      const { as, at = server, holding } = person;
      const browser = await launch(own, person);
      const context = await browser.newContext({
        baseURL: at.address,
        locale: "es-SV",
        viewport: { width: 1024, height: 768 },
        ...holding,
        ...(as ? { storageState: await signedIn(at, as) } : {}),
        // Its own, and not the one of the desktop that the tests are set up for.
        ...(person.firefox ? { userAgent: undefined } : {}),
      });
      contexts.push(context);
      watch(context, complaints);
      await context.addInitScript(spy);
      if (person.firefox) await context.addInitScript(keepReports);
      return { page: await context.newPage(), browser };
    });
    for (const context of contexts) await context.close();
  },
});

/** The steps, in their order. */
export type Step = "environment" | "permission" | "camera" | "microphone" | "speaker" | "signalling" | "connection" | "quality";
/** Those that run behind the others. */
export const ofTheLine: readonly Step[] = ["signalling", "connection", "quality"];

export type Judgement = { verdict: string; findings: string[] };
export type Result = {
  /** What the page says over all: as bad as what stands of earlier checks of the same devices. */
  verdict: string;
  /** What this check says of each step. */
  steps: ({ step: string } & Judgement)[];
  /** What the browser sent, as it sent it. */
  measured: Record<string, unknown>;
};

export const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: typeof name === "string" });
export const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 2, name });

/** Keeps the reports that the page sends: Firefox does not tell what is in a request. */
export function keepReports() {
  const ask = window.fetch;
  window.fetch = async (request, how) => {
    if (request instanceof Request && request.url.endsWith("/do/check/record")) Object.assign(window, { lastReport: await request.clone().text() });
    return ask(request, how);
  };
}
const lastSent = async (page: Page) => JSON.parse(await page.evaluate(() => (window as unknown as { lastReport: string }).lastReport));

/** What the server answers to the measurements, as the page shows it: at the end it shows nothing else. */
export async function judged(page: Page): Promise<Result> {
  const recorded = (response: Response) => response.url().endsWith("/do/check/record") && response.ok();
  const response = await page.waitForResponse(recorded, { timeout: 80_000 });
  const overall = page.locator(".check-verdict");
  await expect(overall).toBeVisible();
  const steps = await page.locator("[data-step]").evaluateAll((lines) =>
    lines.map((line) => ({
      step: line.getAttribute("data-step") ?? "",
      verdict: line.getAttribute("data-verdict") ?? "",
      findings: (line.getAttribute("data-findings") ?? "").split(" ").filter(Boolean),
    })),
  );
  const { measured } = (response.request().postDataJSON() ?? (await lastSent(page))) as Pick<Result, "measured">;
  return { verdict: (await overall.getAttribute("data-verdict")) ?? "", steps, measured };
}

export const step = (result: Result, name: string) => result.steps.find((result) => result.step === name);
export const passed = (name: string) => ({ step: name, verdict: "pass", findings: [] });

export async function allow(page: Page) {
  await gotoHydrated(page, "/check");
  await button(page, "Permitir cámara y micrófono").click();
}

/** The way to the check of an appointment's room, where something is missing and where it is held. */
export const ofRoom = /Revisar (?:la|esta) sala/;

/** The page of an appointment of these days that offers this check: to a warden that of its room, to whoever takes part their own. */
export async function comingAppointment(page: Page, offered = ofRoom): Promise<string> {
  for (let ahead = 0; ahead < 8; ahead++) {
    await gotoHydrated(page, `/day/${dateNow(ahead)}`);
    const links = await page.locator('a[href^="/appointments/"]').evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
    for (const link of new Set(links)) {
      // Most of them do not, which their text tells sooner than a browser that opens them.
      if (!offered.test(await (await page.request.get(link)).text())) continue;
      await gotoHydrated(page, link);
      if (await page.getByRole("link", { name: offered }).count()) return link;
    }
  }
  throw new Error(`the demo's week holds no appointment that offers ${offered}`);
}

/** From the rooms' devices to the check of the first: another document, whose buttons do nothing until its client has come. */
export async function checkNow(page: Page) {
  await page.getByRole("link", { name: "Revisar ahora" }).first().click();
  await page.waitForURL(/\/check\?room=/);
  await hydrated(page);
}

/** Waits for the camera's judgement, and goes on if there is a fault. */
export async function lookIntoCamera(page: Page) {
  const fault = heading(page, /^Cámara:/);
  const next = heading(page, "Pruebe el micrófono");
  await expect(fault.or(next)).toBeVisible({ timeout: 15_000 });
  if (await fault.isVisible()) await goOn(page).click();
}

/** To the loudspeaker, past the camera; the microphone is left out. */
export async function toTheLoudspeaker(page: Page) {
  await allow(page);
  await lookIntoCamera(page);
  await skip(page);
  await expect(heading(page, /^(Escuche el número|Cuente los tonos)$/)).toBeVisible();
}

export async function speak(page: Page) {
  await button(page, "Empezar a escuchar").click();
  const fault = heading(page, /^Micrófono:/);
  const next = heading(page, "Escuche el número");
  await expect(fault.or(next)).toBeVisible({ timeout: 20_000 });
  if (await fault.isVisible()) await goOn(page).click();
}

/** Whether the microphone was heard beside the page, which misses no sample, or by the older way. */
export const heardBeside = (page: Page) => page.evaluate(() => (window as unknown as { used: Used }).used.worklets > 0);

/** What the page asks once it has played a digit, or tones because it could not have the voice. */
export const asks = /^¿(Qué número|Cuántos tonos) oyó\?$/;
/** The answer of who heard nothing. */
export const nothing = "No oí nada";

/** What was played before is not what is to be heard now. */
export const forgetSounds = (page: Page) =>
  page.evaluate(() => void Object.assign((window as unknown as { used: Used }).used, { tones: 0, sounds: [] } satisfies Partial<Used>));

/** The right answer to what the page has played since that was last forgotten: the digit whose recording it was, or how many tones. */
export async function rightAnswer(page: Page): Promise<string> {
  const { tones, last, language } = await page.evaluate(() => {
    const { tones, sounds } = (window as unknown as { used: Used }).used;
    return { tones, last: [...(sounds.at(-1)?.getChannelData(0) ?? [])], language: document.documentElement.lang };
  });
  if (tones > 0) return String(tones);
  if (language !== "es" && language !== "en") throw new Error(`the page speaks ${language}`);
  const digit = digitOf(last, language);
  if (!digit) throw new Error(`what was played last, ${last.length} samples, is no digit`);
  return answer(language, digit);
}

/** Listens to the loudspeaker; answers which button is the right one. */
export async function listen(page: Page): Promise<string> {
  await forgetSounds(page);
  await button(page, /^Escuchar (el número|los tonos)$/).click();
  await expect(page.getByText(asks)).toBeVisible();
  return rightAnswer(page);
}

/** Says what was heard. What is measured of the line is left out, unless it is waited for. */
export async function hear(page: Page, { line = false } = {}): Promise<Result> {
  const right = await listen(page);
  const result = judged(page);
  await button(page, right).click();
  // The microphone hears the loudspeaker then, and until that is over what can be left out is still this step.
  await expect(page.getByText(asks)).toBeHidden();
  await expect(page.getByText("Ahora el micrófono escucha el altavoz")).toBeHidden();
  return line ? result : leaveTheRest(page, result);
}

/** Goes past a step that is not of interest. */
export const skip = (page: Page) => button(page, "Omitir este paso").click();

/** Goes past a fault that stays. */
export const goOn = (page: Page) => button(page, "Seguir sin esto");

/** Skips every step that is left, up to the result. Await `result` from before the last step: nothing may be left. */
export async function leaveTheRest(page: Page, result = judged(page)): Promise<Result> {
  // Whoever fails on the way says why.
  result.catch(() => {});
  await skipTheRest(page);
  return result;
}

/** Skips every step that is left. */
export async function skipTheRest(page: Page): Promise<void> {
  const way = goOn(page).or(button(page, "Omitir este paso"));
  const over = heading(page, /^(No se pudieron enviar|Sus equipos|Los equipos|Con (estos|los) equipos|La revisión está incompleta)/);
  for (;;) {
    // What is gone meanwhile is to be measured again: only the result is the end.
    await expect(way.or(over).first()).toBeVisible({ timeout: 15_000 });
    if (await over.isVisible()) return;
    // What is measured behind the rest may end by itself at this very moment.
    await way
      .first()
      .click({ timeout: 2_000 })
      .catch(() => {});
  }
}
