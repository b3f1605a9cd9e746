// What happens in the middle of a step, at a block of sound, a word or a picture that the page itself counts. What a test sends to a
// browser comes when the machine has time for it; by then the step may be over, or another context of the page be the newest.

import { expect } from "@playwright/test";
import type { Result } from "../checking.ts";
import { allowed, block, type Happening, type Scenario, type Scene } from "./scenario.ts";

/** How many blocks of sound the page gets in a second. */
const BLOCKS = 20;

type Happens = "interrupted" | "told";

/** Once so many seconds came from the microphone, its sound stands still, or the test is told: what happens in the system, it does then. */
const onceHeard =
  (seconds: number, happens: Happens) =>
  ({ page }: Scene) =>
    page.addInitScript(
      ({ blocks, happens }) => {
        let [left, told] = [blocks, () => {}];
        Object.assign(window, { heard: new Promise<void>((heard) => (told = heard)) });
        const Node = window.AudioWorkletNode;
        if (!Node) return; // The empty page that comes before ours has none.
        window.AudioWorkletNode = class extends Node {
          constructor(context: BaseAudioContext, name: string, options?: AudioWorkletNodeOptions) {
            super(context, name, options);
            this.port.addEventListener("message", () => {
              left -= 1;
              if (left !== 0) return;
              if (happens === "interrupted") void (context as AudioContext).suspend();
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

/** The test is told once the microphone was heard for so many seconds of its seven. */
export const tellOnceHeard = (seconds: number) => onceHeard(seconds, "told");
export const told = ({ page }: Scene) => page.evaluate(() => (window as unknown as { heard: Promise<void> }).heard);

/** The person blocks the site while the microphone is heard, and with it the microphone ends. */
export const soundBlocked: Pick<Scenario, "devices" | "before" | "during" | "besides"> = {
  ...allowed,
  before: async (scene) => {
    await allowed.before?.(scene);
    await onceHeard(A_MOMENT, "told")(scene);
  },
  during: async (scene) => {
    await told(scene);
    await block(scene);
  },
  besides: heardSome,
};

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

/** The test is told once the camera was shown for so many milliseconds. */
const tellOnceShown = (ms: number): Happening => ({ page }) =>
  page.addInitScript((ms) => {
    let [first, told] = [0, () => {}];
    Object.assign(window, { shown: new Promise<void>((shown) => (told = shown)) });
    const show = HTMLVideoElement.prototype.requestVideoFrameCallback;
    HTMLVideoElement.prototype.requestVideoFrameCallback = function (callback) {
      return show.call(this, (now, facts) => {
        callback(now, facts);
        first ||= performance.now();
        if (performance.now() - first >= ms) told();
      });
    };
  }, ms);

/** Something happens to the camera once it was shown for so many milliseconds of its three thousand. */
export const onceShown = (ms: number, happens: Happening): Pick<Scenario, "film" | "before" | "during"> => ({
  film: "normal",
  before: tellOnceShown(ms),
  during: async (scene) => {
    await scene.page.evaluate(() => (window as unknown as { shown: Promise<void> }).shown);
    await happens(scene);
  },
});
