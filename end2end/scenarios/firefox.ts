// The other browser: Firefox, with a real microphone and a real loudspeaker of a sound server, and its preferences as people and
// their institutions set them.

import { expect } from "@playwright/test";
import type { Preferences } from "../checking.ts";
import { acoustics, besideTheLoudspeaker } from "./echo.ts";
import { fail, notMeasured, pass, type Scenario, type Scene, warn } from "./scenario.ts";
import { afterHearing, heard, spokenInto } from "./sound-server.ts";

/**
 * Firefox makes up a camera and a microphone together or neither, so the one is asked for without the other. The microphone is given as
 * the window says, or else as it is wished. */
const withCamera = () => {
  const devices = navigator.mediaDevices;
  if (!devices) return; // The empty page that comes before ours has none.
  const ask = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async ({ audio, video } = {}) => {
    const stream = new MediaStream();
    const take = (other: MediaStream) => other.getTracks().forEach((track) => stream.addTrack(track));
    if (video) take(await ask({ video, fake: true } as MediaStreamConstraints));
    if (audio) take(await ask({ audio: (window as { given?: MediaTrackConstraints }).given ?? audio }));
    return stream;
  };
};

/** A Firefox that gives its microphone as it is, whatever is wished. */
const withoutCancelling = ({ page }: Scene) =>
  page.addInitScript(() => void Object.assign(window, { given: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } }));

/** A person who speaks into a real microphone. */
const firefox = (preferences: Preferences = {}): Pick<Scenario, "firefox" | "sound" | "script" | "before" | "complaints"> => ({
  firefox: preferences,
  sound: true,
  script: withCamera,
  before: spokenInto,
  // Playwright hides the caret before it takes the picture that a failed test would show; in Firefox as the page itself would. And
  // Firefox says of each way that is closed what a developer could do.
  complaints: [/style-src-elem.*sha256-YjaKGiklmzC6wjXA513HAMmzus8VE61XCOT\+SmwNZWA=|ICE failed, add a STUN server/],
});

const inFirefox: Scenario[] = [
  { name: "everything fine", step: "whole", ...firefox(), expected: pass, besides: ({ measured }) => expect(measured.browser).toBe("firefox") },
  {
    name: "camera and microphone blocked, which others call in use",
    step: "permission",
    ...firefox({ "permissions.default.camera": 2, "permissions.default.microphone": 2, "media.navigator.permission.disabled": false }),
    expected: fail("blocked"),
  },
  { name: "without calls", step: "environment", ...firefox({ "media.peerconnection.enabled": false }), expected: fail("no_codecs") },
  { name: "that resists being recognised, and draws noise", step: "camera", ...firefox({ "privacy.resistFingerprinting": true }), expected: notMeasured("unreadable_picture") },
  { name: "that lets nothing sound by itself", step: "speaker", ...firefox({ "media.autoplay.default": 5 }), expected: pass },
  { name: "nothing connected", step: "permission", ...firefox(), script: undefined, before: undefined, expected: fail("not_found") },
  { name: "a microphone", step: "microphone", ...firefox(), expected: pass },
  { name: "a microphone into which nobody speaks", step: "microphone", ...firefox(), before: ({ sound }) => sound().plugIn(), expected: fail("silent") },
  {
    name: "a microphone muted in the system",
    step: "microphone",
    ...firefox(),
    before: async (scene) => {
      await spokenInto(scene);
      await scene.sound().mute(true);
    },
    expected: fail("silent"),
  },
  { name: "a microphone muted while it is heard", step: "microphone", ...firefox(), ...afterHearing(3, ({ sound }) => sound().mute(true)), expected: fail("silent") },
  { name: "a microphone pulled out after it was heard well", step: "microphone", ...firefox(), ...afterHearing(3, ({ sound }) => sound().unplug()), expected: fail("ended") },
  {
    name: "the digit that the loudspeaker carried",
    step: "speaker",
    ...firefox(),
    alone: true,
    ahead: async ({ sound }) => sound().record(),
    hears: heard,
    expected: pass,
  },
  {
    name: "a loudspeaker muted in the system",
    step: "speaker",
    ...firefox(),
    ahead: async ({ sound }) => {
      await sound().silence();
      sound().record();
    },
    hears: heard,
    expected: fail("not_heard"),
  },
  {
    name: "headphones, which no microphone hears",
    step: "speaker",
    ...firefox(),
    allowed: true,
    alone: true,
    before: ({ sound }) => sound().plugIn(),
    expected: pass,
    besides: (result) => expect(acoustics(result)).toEqual({ heard: false, residual: "not_tried" }),
  },
  {
    name: "an echo that the browser takes away",
    step: "speaker",
    ...firefox(),
    allowed: true,
    alone: true,
    before: besideTheLoudspeaker,
    expected: pass,
    besides: (result) => expect(acoustics(result)).toMatchObject({ heard: true }),
  },
  {
    name: "an echo of which nothing is taken away",
    step: "speaker",
    ...firefox(),
    allowed: true,
    alone: true,
    stub: "getUserMedia",
    before: async (scene) => {
      await besideTheLoudspeaker(scene);
      await withoutCancelling(scene);
    },
    expected: warn("echo"),
    besides: (result) => expect(acoustics(result)).toMatchObject({ heard: true, residual: { dbfs: expect.any(Number) } }),
  },
  { name: "sound that comes unsteadily", step: "quality", ...firefox(), unsteady: { late: 40 }, among: true, expected: warn("jitter") },
  { name: "sound that comes very unsteadily", step: "quality", ...firefox(), unsteady: { late: 70 }, among: true, expected: fail("heavy_jitter") },
  { name: "a line that goes dead before the end", step: "quality", ...firefox(), unsteady: { cut: 9_000 }, among: true, expected: fail("heavy_loss") },
  { name: "a line cut upwards alone before the end", step: "quality", ...firefox(), unsteady: { cut: 8_000, upwards: true }, among: true, expected: fail("heavy_loss") },
  { name: "every way over a relay without TLS", step: "connection", ...firefox(), relays: "ours, without TLS", expected: warn("relay_closed") },
];

export const firefoxes: Scenario[] = inFirefox.map((scenario) => ({ ...scenario, name: `Firefox: ${scenario.name}` }));
