// The loudspeaker: tones that only who hears them can count.

import { tonesInterrupted } from "./amid.ts";
import { fail, heldBack, notMeasured, pass, type Scenario } from "./scenario.ts";

export const speaker: Scenario[] = [
  { name: "the tones counted right", step: "speaker", expected: pass },
  {
    name: "the tones counted wrong",
    step: "speaker",
    hears: (tones) => String((tones % 4) + 1),
    expected: fail("not_heard"),
    says: "Altavoz: no se oyó el sonido",
    advises: "Suba el volumen",
  },
  { name: "no tone heard", step: "speaker", hears: () => "Ninguno", expected: fail("not_heard") },
  {
    name: "no tone heard at first, all of them the second time",
    step: "speaker",
    hears: () => "Ninguno",
    mended: { at: "speaker", by: async () => {} },
    expected: pass,
  },
  {
    name: "a browser that holds the tones back until the page is touched",
    step: "speaker",
    ...heldBack,
    expected: notMeasured("audio_not_running"),
    says: "Altavoz: el navegador no dejó analizar el sonido",
  },
  {
    name: "tones that are interrupted, as by a phone call",
    step: "speaker",
    ...tonesInterrupted,
    expected: notMeasured("audio_not_running"),
  },
];
