// The other browser: Firefox, with a real microphone and a real loudspeaker of a sound server.

import { join } from "node:path";
import { make } from "../media/make.mjs";
import { pass, type Scenario, type Scene } from "./scenario.ts";

const speech = join(make(), "speech.wav");

/** Firefox makes up camera and microphone together or neither. */
const camera: Pick<Scenario, "script"> = {
  script: () => {
    const devices = navigator.mediaDevices;
    if (!devices) return; // about:blank has none
    const ask = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async ({ audio, video } = {}) => {
      const stream = new MediaStream();
      const take = (other: MediaStream) => other.getTracks().forEach((track) => stream.addTrack(track));
      if (video) take(await ask({ video, fake: true } as MediaStreamConstraints));
      if (audio) take(await ask({ audio }));
      return stream;
    };
  },
};

/** Playwright hides the caret before it takes the picture that a failed test would show; in Firefox as the page itself would. */
const complaints = [/style-src-elem.*sha256-YjaKGiklmzC6wjXA513HAMmzus8VE61XCOT\+SmwNZWA=/];

const spokenInto = async ({ sound }: Scene) => {
  await sound().plugIn();
  await sound().say(speech);
};

export const firefox: Scenario[] = [
  { name: "Firefox: everything fine", step: "whole", firefox: {}, sound: true, ...camera, complaints, before: spokenInto, expected: pass },
];
