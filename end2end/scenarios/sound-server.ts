// Real microphones and loudspeakers of a sound server: what happens to them happens in the system and not in the browser.

import { expect, type Page } from "@playwright/test";
import { join } from "node:path";
import { nothing } from "../checking.ts";
import { make } from "../media/make.mjs";
import { rate } from "../media/sounds.mjs";
import { gotoHydrated } from "../test.ts";
import { answer, digitIn } from "../voice.mjs";
import { tellOnceHeard, told } from "./amid.ts";
import { fail, notMeasured, pass, type Scenario, type Scene } from "./scenario.ts";

const speech = join(make(), "speech.wav");

/** A person speaks into the microphone. */
export const spokenInto = async ({ sound }: Scene) => {
  await sound().plugIn();
  await sound().say(speech);
};

/** Something happens to the microphone once it was heard for so many seconds of its seven: after three, both quiet and speech were. */
export const afterHearing = (seconds: number, happens: (scene: Scene) => unknown): Partial<Scenario> => ({
  before: async (scene) => {
    await spokenInto(scene);
    await tellOnceHeard(seconds)(scene);
  },
  during: async (scene) => {
    await told(scene);
    await happens(scene);
  },
});

/** Where the first room's own device checks itself. */
const kiosk = { address: "" };

/** What the board says of that room. */
const onTheBoard = (board: Page) => board.locator(".device-room", { has: board.locator(`a[href="${kiosk.address}"]`) });
const unchecked = "Hoy sin revisar";

/** Answers by what came out of the loudspeaker, and by nothing else. */
export const heard = async (_: string, { sound }: Scene) => {
  const digit = digitIn(await sound().recorded(), rate, "es");
  return digit ? answer("es", digit) : nothing;
};

export const soundServer: Scenario[] = [
  { name: "a real microphone", step: "microphone", sound: true, before: spokenInto, expected: pass },
  {
    name: "a real microphone muted in the system",
    step: "microphone",
    sound: true,
    before: async (scene) => {
      await spokenInto(scene);
      await scene.sound().mute(true);
    },
    expected: fail("muted", "silent"),
    says: "Micrófono: se apagó o se silenció en el equipo",
    advises: "Quite el silencio",
  },
  {
    name: "a real microphone muted in the system, and unmuted",
    step: "microphone",
    sound: true,
    before: async (scene) => {
      await spokenInto(scene);
      await scene.sound().mute(true);
    },
    mended: { at: "microphone", by: ({ sound }) => sound().mute(false) },
    expected: pass,
  },
  {
    name: "a real microphone muted while it is heard",
    step: "microphone",
    sound: true,
    ...afterHearing(3, ({ sound }) => sound().mute(true)),
    expected: fail("muted", "silent"),
  },
  {
    name: "a real microphone that gives zeros after it was heard well, as by a switch that the browser does not see",
    step: "microphone",
    sound: true,
    ...afterHearing(3, ({ sound }) => sound().hush()),
    expected: fail("silent"),
    says: "Micrófono: no se oye nada",
    advises: "Quite el silencio",
  },
  {
    name: "a real microphone pulled out at once",
    step: "microphone",
    sound: true,
    ...afterHearing(0.5, ({ sound }) => sound().unplug()),
    expected: fail("ended"),
  },
  {
    name: "a real microphone pulled out after it was heard well",
    step: "microphone",
    sound: true,
    ...afterHearing(3, ({ sound }) => sound().unplug()),
    expected: fail("ended"),
  },
  {
    name: "a real microphone pulled out after it passed, and skipped when it is to be measured again",
    step: "microphone",
    sound: true,
    before: spokenInto,
    // The browser does not notice; the page looks once more at the end.
    after: ({ sound }) => sound().unplug(),
    expected: notMeasured("skipped"),
  },
  {
    name: "a real microphone pulled out of a room's own device after the check, which ends it",
    step: "microphone",
    sound: true,
    as: "warden",
    before: async (scene) => {
      await spokenInto(scene);
      await gotoHydrated(scene.page, "/devices");
      const way = scene.page.getByRole("link", { name: "Dejar que se revise sola" }).first();
      kiosk.address = (await way.getAttribute("href")) ?? "";
    },
    address: () => kiosk.address,
    expected: pass,
    afterwards: async ({ page, sound }) => {
      const board = await page.context().newPage();
      await gotoHydrated(board, "/devices");
      await expect(onTheBoard(board)).toBeVisible();
      await expect(onTheBoard(board)).not.toContainText(unchecked);
      // The browser does not notice; the page looks every twenty seconds. It waits for that in sight.
      await page.bringToFront();
      const ended = page.waitForResponse((response) => response.url().endsWith("/do/check/devices-changed") && response.ok(), { timeout: 40_000 });
      await sound().unplug();
      await ended;
      await gotoHydrated(board, "/devices");
      await expect(onTheBoard(board)).toContainText(unchecked);
    },
  },
  { name: "nothing connected, which others call granted", step: "permission", sound: true, expected: fail("not_found") },
  {
    name: "a real microphone plugged in after the first try",
    step: "microphone",
    sound: true,
    mended: { at: "permission", by: spokenInto },
    expected: pass,
  },
  {
    name: "a real microphone into which nobody speaks",
    step: "microphone",
    sound: true,
    before: ({ sound }) => sound().plugIn(),
    expected: fail("silent"),
  },
  {
    name: "a question that is never answered, for the sound server hangs when the microphone is asked for",
    step: "permission",
    sound: true,
    before: spokenInto,
    ahead: async ({ page, sound }) => {
      await page.evaluate(() => navigator.mediaDevices.enumerateDevices());
      sound().freeze();
    },
    during: async ({ page }) => {
      await expect(page.getByText("Responda la pregunta de su navegador")).toBeVisible();
      await expect(page.getByText("Busque una pregunta en la parte de arriba")).toBeVisible();
    },
    // The rest of the check shows nothing of that, and a browser stands still whose sound does.
    after: async ({ sound }) => sound().thaw(),
    expected: fail("unanswered"),
    says: "Permisos: la pregunta quedó sin responder",
    advises: "cierre el navegador del todo",
  },
  {
    name: "a sound server that hangs while the microphone is heard",
    step: "microphone",
    sound: true,
    ...afterHearing(3, ({ sound }) => sound().freeze()),
    expected: notMeasured("too_little"),
    says: "Micrófono: se midió demasiado poco",
  },
  {
    name: "the digit that the loudspeaker carried",
    step: "speaker",
    sound: true,
    // What the recording misses while others have the processors was not said.
    alone: true,
    ahead: async ({ sound }) => sound().record(),
    hears: heard,
    expected: pass,
  },
  {
    name: "a loudspeaker muted in the system",
    step: "speaker",
    sound: true,
    ahead: async ({ sound }) => {
      await sound().silence();
      sound().record();
    },
    hears: heard,
    expected: fail("not_heard"),
  },
];
