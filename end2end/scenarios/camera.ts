// Three seconds of the camera.

import { expect } from "@playwright/test";
import { camera as shown, granted, microphone } from "../checking.ts";
import { onceShown } from "./amid.ts";
import { allowed, block, fail, notMeasured, pass, type Scenario, type Scene, warn } from "./scenario.ts";

/** The camera hangs for so many milliseconds, or until the end. */
const hangs =
  (ms?: number) =>
  async ({ browser, film }: Scene) => {
    await film().hang(browser);
    if (ms === undefined) return;
    await new Promise((over) => setTimeout(over, ms));
    film().goOn();
  };

const showing = (name: string): Partial<Scenario> => ({ devices: [...granted, shown(name), microphone("speech")] });

export const camera: Scenario[] = [
  { name: "a camera that is fine", step: "camera", expected: pass },
  {
    name: "a black picture",
    step: "camera",
    ...showing("black"),
    expected: fail("black"),
    says: "Cámara: imagen a oscuras",
    advises: "Abra la tapa de la cámara",
  },
  { name: "a covered lens with a sensor's grain", step: "camera", ...showing("black-grain"), expected: fail("black") },
  { name: "dim grain of 5.8, which others pass as not black", step: "camera", ...showing("dim-grain"), expected: fail("black") },
  { name: "outlines in the dark", step: "camera", ...showing("dim-outlines"), expected: warn("dark") },
  {
    name: "a dark room, said in words and not only shown",
    step: "camera",
    ...showing("dark"),
    after: ({ page }) => expect(page.locator(".check-light[role=status]")).toHaveText(/Hay poca luz/),
    expected: warn("dark"),
    says: "Cámara: poca luz",
    advises: "Encienda la luz.",
  },
  { name: "a dark room with something in it", step: "camera", ...showing("dark-detail"), expected: warn("dark") },
  {
    name: "a picture that stands still",
    step: "camera",
    ...showing("frozen"),
    expected: warn("frozen"),
    says: "Cámara: imagen congelada",
    advises: "Muévase un poco frente a la cámara",
  },
  { name: "a wall, with nothing on it but a sensor's grain", step: "camera", ...showing("wall"), expected: pass },
  { name: "a bright room", step: "camera", ...showing("bright"), expected: pass },
  {
    name: "3 pictures a second",
    step: "camera",
    ...showing("slow-3"),
    expected: fail("very_few_frames"),
    says: "Cámara: la imagen avanza a saltos",
    advises: "Encienda más luz",
  },
  { name: "10 pictures a second", step: "camera", ...showing("slow-10"), expected: warn("few_frames"), says: "Cámara: pocas imágenes por segundo" },
  { name: "20 pictures a second", step: "camera", ...showing("slow-20"), expected: pass },
  {
    name: "320×240",
    step: "camera",
    ...showing("small"),
    expected: warn("small_picture"),
    says: "Cámara: imagen pequeña",
    advises: "Si tiene otra cámara, úsela.",
  },
  { name: "640×360, the least that serves", step: "camera", ...showing("least"), expected: pass },
  { name: "a camera that breaks off in its second picture", step: "camera", ...showing("dead"), expected: fail("ended"), says: "Cámara: el equipo se desconectó" },
  {
    name: "a camera that never gives a picture and is never said to play, for which others wait for ever",
    step: "camera",
    ...showing("waiting"),
    expected: fail("no_frames"),
    says: "Cámara: no llega imagen",
    advises: "Desconecte el cable de la cámara o del micrófono, espere unos segundos",
  },
  {
    name: "a picture that the browser refuses to play",
    step: "camera",
    stub: "HTMLMediaElement.play",
    script: () => {
      HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException("play() failed", "NotAllowedError"));
    },
    expected: fail("no_frames"),
  },
  {
    name: "a picture that the browser never says it plays",
    step: "camera",
    stub: "HTMLMediaElement.play",
    script: () => {
      const play = HTMLMediaElement.prototype.play;
      HTMLMediaElement.prototype.play = function () {
        void play.call(this);
        return new Promise(() => {});
      };
    },
    expected: pass,
  },
  {
    name: "a browser that does not tell of each picture",
    step: "camera",
    stub: "requestVideoFrameCallback",
    script: () => void Object.defineProperty(HTMLVideoElement.prototype, "requestVideoFrameCallback", { value: undefined }),
    expected: pass,
  },
  {
    name: "a camera muted in the system",
    step: "camera",
    stub: "track.muted",
    script: () =>
      void Object.defineProperty(MediaStreamTrack.prototype, "muted", {
        get(this: MediaStreamTrack) {
          return this.kind === "video";
        },
      }),
    expected: fail("muted"),
    says: "Cámara: se apagó o se silenció en el equipo",
    advises: "Encienda la cámara",
  },
  {
    name: "a camera that ends while it is watched",
    step: "camera",
    ...onceShown(100, ({ film }) => film().breakOff()),
    expected: fail("ended"),
    says: "Cámara: el equipo se desconectó",
    advises: "Revise el cable",
  },
  {
    name: "a camera that stops after two seconds and never says that it ended",
    step: "camera",
    ...onceShown(2_000, hangs()),
    // Some browsers also call a track muted that gives nothing.
    among: true,
    expected: fail("no_frames"),
  },
  {
    name: "a shutter that closes while the camera goes on, of which the mean of all pictures would pass",
    step: "camera",
    ...onceShown(1_400, ({ film }) => film().close()),
    expected: fail("black"),
    says: "Cámara: imagen a oscuras",
  },
  {
    name: "a camera that repeats its last picture after a second",
    step: "camera",
    ...onceShown(1_000, ({ film }) => film().freeze()),
    expected: warn("frozen"),
    says: "Cámara: imagen congelada",
  },
  {
    name: "a browser that gives the page noise for pictures: a covered lens must not pass",
    step: "camera",
    ...showing("black"),
    stub: "getImageData",
    script: () => {
      const read = CanvasRenderingContext2D.prototype.getImageData;
      CanvasRenderingContext2D.prototype.getImageData = function (...area: Parameters<typeof read>) {
        const image = read.apply(this, area);
        for (let at = 0; at < image.data.length; at++) if (at % 4 !== 3) image.data[at] = Math.random() * 256;
        return image;
      };
    },
    expected: notMeasured("unreadable_picture"),
    says: "Cámara: el navegador le muestra a la página otra imagen",
    advises: "Apague en este sitio la protección contra la huella digital",
  },
  {
    name: "a browser that gives the page nothing for pictures: a good one must not seem black",
    step: "camera",
    stub: "getImageData",
    script: () => {
      const read = CanvasRenderingContext2D.prototype.getImageData;
      CanvasRenderingContext2D.prototype.getImageData = function (...area: Parameters<typeof read>) {
        const image = read.apply(this, area);
        image.data.fill(0);
        return image;
      };
    },
    expected: notMeasured("unreadable_picture"),
  },
  {
    name: "a browser that changes single units of what the page reads, against being recognised",
    step: "camera",
    stub: "getImageData",
    script: () => {
      const read = CanvasRenderingContext2D.prototype.getImageData;
      CanvasRenderingContext2D.prototype.getImageData = function (...area: Parameters<typeof read>) {
        const image = read.apply(this, area);
        for (let at = 0; at < image.data.length; at += 3) image.data[at] = (image.data[at] ?? 0) ^ 1;
        return image;
      };
    },
    expected: pass,
  },
  {
    name: "a page that nobody sees, which others watch for ever",
    step: "camera",
    stub: "visibilityState",
    script: () => Object.defineProperty(Document.prototype, "visibilityState", { get: () => "hidden" }),
    expected: notMeasured("unseen"),
    says: "Cámara: la página no estaba a la vista",
    advises: "Deje esta página a la vista",
  },
  {
    name: "a camera that hesitates for a moment and goes on",
    step: "camera",
    // The end of the three seconds falls into its pause, and is waited for.
    ...onceShown(2_250, hangs(1_100)),
    expected: pass,
    besides: ({ measured }) => expect((measured.camera as { measured: { over_ms: number } }).measured.over_ms).toBeGreaterThan(3_250),
  },
  {
    name: "a camera that is pulled out, and plugged in again",
    step: "camera",
    ...onceShown(100, ({ film }) => film().unplug()),
    mended: { at: "camera", by: ({ film }) => film().plugIn() },
    expected: pass,
  },
  {
    name: "a camera that is pulled out after it passed, and stays so",
    step: "camera",
    film: "normal",
    after: async ({ film, page }) => {
      await film().unplug();
      await expect(page.getByText("Se desconectó un equipo que ya se había medido (Cámara)")).toBeVisible();
    },
    expected: notMeasured("not_found"),
    besides: ({ steps }) => expect(steps.find(({ step }) => step === "permission")?.findings).toEqual(["not_found"]),
  },
  {
    name: "a camera that dies after it passed, and is skipped when it is to be measured again",
    step: "camera",
    film: "normal",
    after: async ({ browser, film, page }) => {
      await film().breakOff();
      await expect(page.getByText("Se desconectó un equipo que ya se había medido (Cámara)")).toBeVisible();
      // What is left of the film would end at once, and before anybody skips it.
      await film().hang(browser);
    },
    expected: notMeasured("skipped"),
  },
  {
    name: "a camera that the person blocks after it passed",
    step: "camera",
    ...allowed,
    after: block,
    expected: notMeasured("blocked"),
  },
];
