// What happens in the middle of a step, at a block of sound, a word or a picture that the page itself counts. What a test sends to a
// browser comes when the machine has time for it; by then the step may be over, or another context of the page be the newest.

import { expect } from "@playwright/test";
import type { Result, Used } from "../checking.ts";
import type { Scenario, Scene } from "./scenario.ts";

/** How many blocks of sound the page gets in a second. */
const BLOCKS = 20;

type Happens = "interrupted" | "ended" | "told";

/** Once so many seconds came from the microphone, this happens to it; what happens in the system, the test does when it is told. */
const onceHeard =
  (seconds: number, happens: Happens) =>
  ({ page }: Scene) =>
    page.addInitScript(
      ({ blocks, happens }) => {
        let [left, told] = [blocks, () => {}];
        Object.assign(window, { heard: new Promise<void>((heard) => (told = heard)) });
        const Node = window.AudioWorkletNode;
        window.AudioWorkletNode = class extends Node {
          constructor(context: BaseAudioContext, name: string, options?: AudioWorkletNodeOptions) {
            super(context, name, options);
            this.port.addEventListener("message", () => {
              left -= 1;
              if (left !== 0) return;
              const { tracks } = (window as unknown as { used: Used }).used;
              const microphones = tracks.filter(({ kind }) => kind === "audio");
              if (happens === "interrupted") void (context as AudioContext).suspend();
              if (happens === "ended") for (const microphone of microphones) microphone.stop();
              told();
            });
          }
        };
      },
      { blocks: seconds * BLOCKS, happens },
    );

/** So long the microphone is heard before something happens to it, in seconds. */
const A_MOMENT = 0.5;

const heardSome = ({ measured }: Result) => {
  const { measured: found } = measured.microphone as { measured: { blocks: number } };
  expect(found.blocks).toBeGreaterThanOrEqual(A_MOMENT * BLOCKS);
};

/** The sound that is heard stands still, as it does on a phone that is called. */
export const soundInterrupted: Pick<Scenario, "stub" | "before" | "besides"> = {
  stub: "AudioContext.suspend",
  before: onceHeard(A_MOMENT, "interrupted"),
  besides: heardSome,
};

/** The microphone ends while it is heard, as it does when its device dies. */
export const soundEnded: Pick<Scenario, "stub" | "before" | "besides"> = { stub: "track.stop", before: onceHeard(A_MOMENT, "ended"), besides: heardSome };

/** The test is told once the microphone was heard for so many seconds of its seven. */
export const tellOnceHeard = (seconds: number) => onceHeard(seconds, "told");
export const told = ({ page }: Scene) => page.evaluate(() => (window as unknown as { heard: Promise<void> }).heard);

/** What the loudspeaker plays stands still before the word, or the first tone, is over, as it does on a phone that is called. */
export const playingInterrupted: Pick<Scenario, "stub" | "script"> = {
  stub: "AudioContext.suspend",
  script: () => {
    const say = AudioBufferSourceNode.prototype.start;
    AudioBufferSourceNode.prototype.start = function (...when: [number?, number?, number?]) {
      say.apply(this, when);
      void (this.context as AudioContext).suspend();
    };
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when?: number) {
      start.call(this, when);
      void (this.context as AudioContext).suspend();
    };
  },
};

/** The camera ends with the third picture that it shows, as it does when its device dies. What is opened then is another one. */
export const pictureEnded: Pick<Scenario, "stub" | "script"> = {
  stub: "track.stop",
  script: () => {
    let left = 3;
    const ask = HTMLVideoElement.prototype.requestVideoFrameCallback;
    HTMLVideoElement.prototype.requestVideoFrameCallback = function (callback) {
      return ask.call(this, (now, facts) => {
        callback(now, facts);
        left -= 1;
        if (left !== 0) return;
        for (const track of (window as unknown as { used: Used }).used.tracks) if (track.kind === "video") track.stop();
      });
    };
  },
};

/** What a camera does once its first picture was shown: it gives none `from` one moment `until` another, in milliseconds. */
export const picturesPause = (from: number, until = Number.POSITIVE_INFINITY): Pick<Scenario, "stub" | "before"> => ({
  stub: "getUserMedia",
  // The picture of a canvas is a real track, and no picture comes while nobody draws.
  before: ({ page }: Scene) =>
    page.addInitScript(
      ({ from, until }) => {
        let shown: number | undefined;
        const show = HTMLVideoElement.prototype.requestVideoFrameCallback;
        HTMLVideoElement.prototype.requestVideoFrameCallback = function (callback) {
          return show.call(this, (now, facts) => {
            shown ??= performance.now();
            callback(now, facts);
          });
        };
        const canvas = document.createElement("canvas");
        Object.assign(canvas, { width: 640, height: 480 });
        const context = canvas.getContext("2d");
        let turn = 0;
        const draw = () => {
          const since = shown === undefined ? 0 : performance.now() - shown;
          if (!context || (since >= from && since < until)) return;
          turn += 1;
          context.fillStyle = "#c0c0c0";
          context.fillRect(0, 0, 640, 480);
          context.fillStyle = "#404040";
          context.fillRect((turn * 13) % 500, 100, 140, 200);
        };
        const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = async (wanted) => {
          const stream = await ask(wanted);
          const [camera] = stream.getVideoTracks();
          if (!camera) return stream;
          setInterval(draw, 33);
          const [drawn] = canvas.captureStream(30).getVideoTracks();
          if (!drawn) return stream;
          camera.stop();
          stream.removeTrack(camera);
          stream.addTrack(drawn);
          return stream;
        };
      },
      // Infinity has no place in JSON.
      { from, until: Math.min(until, 1e9) },
    ),
});
