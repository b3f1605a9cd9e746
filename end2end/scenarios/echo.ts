// Whether the microphone hears the loudspeaker, and what the browser leaves of that: both real ones of a sound server.

import { expect } from "@playwright/test";
import type { Result } from "../checking.ts";
import { pass, type Scenario, type Scene, warn } from "./scenario.ts";

/**
 * Granted without a question; and more sound at a time than a browser takes by itself. A sound server without a card and without precedence
 * is late as soon as the processors have something else to do, and each time tears a hole into what is played. */
const devices = ["--use-fake-ui-for-media-stream", "--audio-buffer-size=4096"];

type Listening = Pick<Scenario, "step" | "devices" | "sound" | "allowed" | "alone">;
/** A person with a real microphone and a real loudspeaker, and no other browser on the processors. */
const listening: Listening = { step: "speaker", devices, sound: true, allowed: true, alone: true };

const besideTheLoudspeaker = ({ sound }: Scene) => sound().plugIn("loudspeaker");

/** What the microphone heard of the loudspeaker. */
const acoustics = ({ measured }: Result) => (measured.speaker as { measured: { acoustics: unknown } }).measured.acoustics;

export const echo: Scenario[] = [
  {
    name: "headphones, which no microphone hears: no fault",
    ...listening,
    before: ({ sound }) => sound().plugIn(),
    expected: pass,
    besides: (result) => expect(acoustics(result)).toEqual({ heard: false, residual_dbfs: null }),
  },
  {
    name: "a microphone that hears the loudspeaker, and is not given a second time",
    ...listening,
    stub: "getUserMedia",
    before: besideTheLoudspeaker,
    script: () => {
      const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = async (wanted) => {
        const sound = typeof wanted?.audio === "object" ? wanted.audio : undefined;
        if (sound?.echoCancellation === true) throw new DOMException("Could not start audio source", "NotReadableError");
        return ask(wanted);
      };
    },
    expected: pass,
    besides: (result) => expect(acoustics(result)).toEqual({ heard: true, residual_dbfs: null }),
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
    stub: "getUserMedia",
    before: besideTheLoudspeaker,
    script: () => {
      const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
      navigator.mediaDevices.getUserMedia = (wanted) => ask(wanted?.audio ? { ...wanted, audio: plain } : wanted);
    },
    expected: warn("echo"),
    says: "Altavoz: los demás se oirían a sí mismos",
    advises: "use auriculares",
    besides: (result) => expect(acoustics(result)).toMatchObject({ heard: true }),
  },
];
