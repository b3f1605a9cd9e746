// Three seconds of the camera.

import { expect } from "@playwright/test";
import { camera as shown, granted, microphone } from "../checking.ts";
import { pictureEnded, picturesPause } from "./amid.ts";
import { end, fail, notMeasured, pass, pullOut, type Scenario, warn } from "./scenario.ts";

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
    name: "a camera that never gives a picture",
    step: "camera",
    stub: "getUserMedia",
    // A picture of a canvas that is never drawn is a real track without a picture.
    script: () => {
      const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = async (wanted) => {
        const stream = await ask(wanted);
        const [camera] = stream.getVideoTracks();
        const [empty] = document.createElement("canvas").captureStream(0).getVideoTracks();
        if (!camera || !empty) return stream;
        camera.stop();
        stream.removeTrack(camera);
        stream.addTrack(empty);
        return stream;
      };
    },
    expected: fail("no_frames"),
    says: "Cámara: no llega imagen",
    advises: "Desconecte el equipo, espere unos segundos",
  },
  {
    name: "a picture that the browser refuses to play, for which others wait for ever",
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
    says: "Cámara: silenciado en el equipo",
    advises: "Quite el silencio",
  },
  {
    name: "a camera that ends while it is watched",
    step: "camera",
    ...pictureEnded,
    expected: fail("ended"),
    says: "Cámara: el equipo se desconectó",
    advises: "Revise el cable",
  },
  {
    name: "a camera that stops after two seconds and never says that it ended",
    step: "camera",
    ...picturesPause(2_000),
    // Some browsers also call a track muted that gives nothing.
    among: true,
    expected: fail("no_frames"),
  },
  // The end of the three seconds falls into its pause.
  { name: "a camera that hesitates for a moment and goes on", step: "camera", ...picturesPause(2_400, 3_150), expected: pass },
  {
    name: "a camera that ended, and is plugged in again",
    step: "camera",
    ...pictureEnded,
    mended: { at: "camera", by: async () => {} },
    expected: pass,
  },
  {
    name: "a camera that is pulled out after it passed, and stays so",
    step: "camera",
    stub: "enumerateDevices, getUserMedia",
    after: async (scene) => {
      await pullOut(scene, "video");
      await expect(scene.page.getByText("Se desconectó un equipo que ya se había medido (Cámara)")).toBeVisible();
    },
    expected: notMeasured("not_found"),
    besides: ({ steps }) => expect(steps.find(({ step }) => step === "permission")?.findings).toEqual(["not_found"]),
  },
  {
    // The person then skips what is to be measured again.
    name: "a camera that ends after it passed, of which no browser tells",
    step: "camera",
    stub: "track.stop",
    after: (scene) => end(scene, "video"),
    expected: notMeasured("skipped"),
  },
];
