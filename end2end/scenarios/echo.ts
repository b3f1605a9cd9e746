// Whether the microphone hears the loudspeaker, and what the browser leaves of that: both real ones of a sound server.

import { expect } from "@playwright/test";
import type { Result } from "../checking.ts";
import { pass, type Scenario, type Scene } from "./scenario.ts";

const besideTheLoudspeaker = ({ sound }: Scene) => sound().plugIn("loudspeaker");

/** What the microphone heard of the loudspeaker. */
const acoustics = ({ measured }: Result) => (measured.speaker as { measured: { acoustics: unknown } }).measured.acoustics;

export const echo: Scenario[] = [
  {
    name: "headphones, which no microphone hears: no fault",
    step: "speaker",
    sound: true,
    allowed: true,
    before: ({ sound }) => sound().plugIn(),
    expected: pass,
    besides: (result) => expect(acoustics(result)).toEqual({ heard: false, residual_dbfs: null }),
  },
  {
    name: "a microphone that hears the loudspeaker, and is not given a second time",
    step: "speaker",
    sound: true,
    allowed: true,
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
];
