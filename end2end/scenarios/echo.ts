// Whether the microphone hears the loudspeaker, and what the browser leaves of that: both real ones of a sound server.

import { expect, type Page } from "@playwright/test";
import { asks, button, comingAppointment, forgetSounds, heading, judged, leaveTheRest, type Result, rightAnswer, step } from "../checking.ts";
import { goThrough } from "./going-through.ts";
import { notMeasured, pass, type Scenario, type Scene, warn } from "./scenario.ts";

/**
 * Granted without a question; and more sound at a time than a browser takes by itself. A sound server without a card and without precedence
 * is late as soon as the processors have something else to do, and each time tears a hole into what is played. */
const devices = ["--use-fake-ui-for-media-stream", "--audio-buffer-size=4096"];

type Listening = Pick<Scenario, "step" | "devices" | "sound" | "allowed" | "alone">;
/** A person with a real microphone and a real loudspeaker, and no other browser on the processors. */
const listening: Listening = { step: "speaker", devices, sound: true, allowed: true, alone: true };

/** The microphone hears the loudspeaker. */
export const besideTheLoudspeaker = ({ sound }: Scene) => sound().plugIn("loudspeaker");

/** A browser that gives its microphone as it is, whatever is wished. */
const withoutCancelling: Pick<Scenario, "stub" | "script"> = {
  stub: "getUserMedia",
  script: () => {
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    navigator.mediaDevices.getUserMedia = (wanted) => ask(wanted?.audio ? { ...wanted, audio: plain } : wanted);
  },
};

/** A browser that gives its microphone, and not a second time to cancel echo. */
const givenOnce = {
  stub: "getUserMedia",
  script: () => {
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      const sound = typeof wanted?.audio === "object" ? wanted.audio : undefined;
      if (sound?.echoCancellation === true) throw new DOMException("Could not start audio source", "NotReadableError");
      return ask(wanted);
    };
  },
} satisfies Pick<Scenario, "stub" | "script">;

const echoes = "Altavoz: los demás se oirían a sí mismos";
const unknown = "Altavoz: no se pudo medir si los demás se oirían a sí mismos";

/** Where the judge checks for an appointment to come. */
const own = { check: "" };

/** Measures the loudspeaker once more from the result, when every device was given back, and answers right. */
async function repeat(page: Page): Promise<Result> {
  await forgetSounds(page);
  await button(page, "Repetir: Altavoz").click();
  await expect(page.getByText(asks)).toBeVisible({ timeout: 20_000 });
  const again = judged(page);
  await button(page, await rightAnswer(page)).click();
  await expect(heading(page, echoes)).toBeVisible({ timeout: 30_000 });
  return leaveTheRest(page, again);
}

/** What the microphone heard of the loudspeaker. */
export const acoustics = ({ measured }: Result) => (measured.speaker as { measured: { acoustics: unknown } }).measured.acoustics;

export const echo: Scenario[] = [
  {
    name: "headphones, which no microphone hears: no fault",
    ...listening,
    before: ({ sound }) => sound().plugIn(),
    expected: pass,
    besides: (result) => expect(acoustics(result)).toEqual({ heard: false, residual: "not_tried" }),
  },
  {
    name: "a microphone that hears the loudspeaker, and is not given a second time",
    ...listening,
    ...givenOnce,
    before: besideTheLoudspeaker,
    expected: notMeasured("echo_unknown"),
    says: unknown,
    advises: "use auriculares",
    besides: (result) => expect(acoustics(result)).toEqual({ heard: true, residual: "not_tried" }),
  },
  {
    name: "an echo that the browser takes away",
    ...listening,
    before: besideTheLoudspeaker,
    expected: pass,
    besides: (result) => expect(acoustics(result)).toMatchObject({ heard: true }),
  },
  {
    name: "an echo of which the browser takes nothing away",
    ...listening,
    ...withoutCancelling,
    before: besideTheLoudspeaker,
    expected: warn("echo"),
    says: echoes,
    advises: "use auriculares",
    besides: (result) => expect(acoustics(result)).toMatchObject({ heard: true, residual: { dbfs: expect.any(Number) } }),
  },
  {
    name: "an echo that somebody goes past and measures once more from the result",
    ...listening,
    ...withoutCancelling,
    before: besideTheLoudspeaker,
    expected: warn("echo"),
    afterwards: async ({ page }) => {
      const again = await repeat(page);
      expect(step(again, "speaker")).toEqual({ step: "speaker", ...warn("echo") });
      expect(acoustics(again)).toMatchObject({ heard: true, residual: { dbfs: expect.any(Number) } });
    },
  },
  {
    name: "an echo that a second check could not measure",
    ...listening,
    ...withoutCancelling,
    as: "judge",
    before: async (scene) => {
      await besideTheLoudspeaker(scene);
      const offered = /Revisar mis equipos/;
      await comingAppointment(scene.page, offered);
      own.check = (await scene.page.getByRole("link", { name: offered }).first().getAttribute("href")) ?? "";
    },
    address: () => own.check,
    expected: warn("echo"),
    afterwards: async (scene) => {
      const { page } = scene;
      await page.addInitScript(givenOnce.script);
      const second: Scenario = { name: "the second check", ...listening, address: () => own.check, expected: notMeasured("echo_unknown"), says: unknown };
      const again = await goThrough(scene, second);
      expect(step(again, "speaker")).toEqual({ step: "speaker", ...second.expected });
      // What stands is said with its remedy, and not that nothing is known of it.
      const fault = page.locator(".check-fault", { has: page.getByRole("heading", { name: echoes }) });
      await expect(fault).toContainText("Lo encontró una revisión anterior");
      await expect(fault.locator(".check-remedy")).toContainText("use auriculares");
      await expect(button(page, "Repetir: Altavoz")).toHaveCount(1);
    },
  },
];
