// Seven seconds of the microphone.

import { expect } from "@playwright/test";
import { camera, granted, microphone as heard } from "../checking.ts";
import { soundBlocked, soundInterrupted } from "./amid.ts";
import { allowed, block, fail, heldBack, notMeasured, pass, type Scenario, warn } from "./scenario.ts";

const hearing = (name: string): Partial<Scenario> => ({ devices: [...granted, camera("normal"), heard(name)] });

/** Keeps what is said of the level: the next words replace it. */
const keepWhatIsSaid: Partial<Scenario> = {
  script: () => {
    const said = new Set<string>();
    Object.assign(window, { said });
    const listen = () => said.add(document.querySelector(".check-spoken[role=status]")?.textContent ?? "");
    new MutationObserver(listen).observe(document, { subtree: true, childList: true, characterData: true });
  },
};

export const microphone: Scenario[] = [
  {
    name: "a microphone that is fine, its level said in words and not only shown",
    step: "microphone",
    ...keepWhatIsSaid,
    after: async ({ page }) => {
      const said = await page.evaluate(() => [...(window as unknown as { said: Set<string> }).said]);
      expect(said.join("\n")).toMatch(/Se le oye bien: \d+ dB por encima del ruido/);
    },
    expected: pass,
  },
  {
    name: "a microphone without a camera, which others fail too",
    step: "microphone",
    devices: ["--use-fake-device-for-media-stream=device-count=0", "--use-fake-ui-for-media-stream", heard("speech")],
    expected: pass,
  },
  {
    name: "nothing but zeros",
    step: "microphone",
    ...hearing("silent"),
    expected: fail("silent"),
    says: "Micrófono: no se oye nada",
    advises: "Quite el silencio",
  },
  {
    name: "hum at −69 dBFS, which others pass as a working microphone",
    step: "microphone",
    ...hearing("hum"),
    expected: fail("too_quiet"),
    says: "Micrófono: casi no se oye",
  },
  { name: "a beep now and then, which others fail as silent", step: "microphone", ...hearing("beep"), expected: pass },
  { name: "a noise gate, which gives zeros whenever nobody speaks", step: "microphone", ...hearing("gate"), expected: pass },
  { name: "a few words between long pauses, which others fail as silent", step: "microphone", ...hearing("pauses"), expected: pass },
  { name: "speech of −66 dBFS", step: "microphone", ...hearing("too-quiet"), expected: fail("too_quiet"), advises: "Acérquese al micrófono" },
  { name: "speech of −51 dBFS", step: "microphone", ...hearing("quiet"), expected: warn("quiet"), says: "Micrófono: se oye bajo" },
  {
    name: "speech in a loud room",
    step: "microphone",
    ...hearing("noisy"),
    expected: warn("noisy"),
    says: "Micrófono: hay mucho ruido",
    advises: "Cierre puertas y ventanas",
  },
  {
    name: "quiet noise and no speech",
    step: "microphone",
    ...hearing("no-speech"),
    expected: fail("no_speech", "quiet"),
    says: "Micrófono: no se distingue la voz",
    advises: "lea la frase en voz alta",
  },
  {
    name: "a single bump and no speech",
    step: "microphone",
    ...hearing("bump"),
    expected: fail("no_speech"),
    says: "Micrófono: no se distingue la voz",
    advises: "lea la frase en voz alta",
  },
  // Chromium's own beep is like that; but how often it falls into two blocks of 50 ms, and so how long it sounds, is chance.
  { name: "ticks and no speech", step: "microphone", ...hearing("ticks"), expected: fail("no_speech") },
  { name: "a fan and no speech", step: "microphone", ...hearing("fan"), expected: fail("no_speech", "noisy") },
  {
    name: "speech 10 dB above the noise",
    step: "microphone",
    ...hearing("faint-speech"),
    expected: warn("faint_speech"),
    says: "Micrófono: la voz apenas se distingue",
  },
  {
    name: "speech that is distorted",
    step: "microphone",
    ...hearing("clipped"),
    expected: warn("clipped"),
    says: "Micrófono: sonido distorsionado: demasiado fuerte",
    advises: "Aléjese un poco del micrófono",
  },
  { name: "seven samples in a row at full scale", step: "microphone", ...hearing("seven-peaks"), expected: warn("clipped") },
  { name: "six samples in a row at full scale", step: "microphone", ...hearing("six-peaks"), expected: pass },
  {
    name: "a browser that holds the sound back until the page is touched",
    step: "microphone",
    ...heldBack,
    expected: notMeasured("audio_not_running"),
    says: "Micrófono: el navegador no dejó analizar el sonido",
    advises: "Repita este paso: el navegador solo deja usar el sonido",
  },
  {
    name: "sound that is interrupted, as by a phone call",
    step: "microphone",
    ...soundInterrupted,
    expected: notMeasured("audio_not_running"),
  },
  {
    name: "a microphone that the person blocks while it is heard",
    step: "microphone",
    ...soundBlocked,
    expected: fail("ended"),
    says: "Micrófono: el equipo se desconectó",
  },
  {
    name: "a microphone that the person blocks after it passed, and skips when it is to be measured again",
    step: "microphone",
    ...allowed,
    after: async (scene) => {
      await block(scene);
      await expect(scene.page.getByText("Se desconectó un equipo que ya se había medido (Micrófono)")).toBeVisible();
    },
    expected: notMeasured("skipped"),
  },
  {
    name: "a line on which the worklet never comes",
    step: "microphone",
    between: { keeps: "/level-worklet.js" },
    expected: pass,
  },
  {
    name: "a browser without the worklet",
    step: "microphone",
    stub: "audioWorklet",
    script: () => void Object.defineProperty(BaseAudioContext.prototype, "audioWorklet", { get: () => undefined }),
    expected: pass,
  },
];
