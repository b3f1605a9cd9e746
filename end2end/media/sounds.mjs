// What a fake microphone hears. Chromium plays the files over and over, and from where is nobody's choice; so every sound is
// made of stretches that are all alike, mostly seconds of three fifths of speech and two fifths of quiet.

import { noise } from "./noise.mjs";

/** Samples a second. */
export const rate = 48_000;
/** What Chromium's fake microphone runs at: at any other rate the samples of a file are not those that the page gets. */
const unchanged = 44_100;

/**
 * A sound file; `sample` gives −1 to 1.
 * @param {number} seconds
 * @param {(time: number, index: number) => number} sample
 */
function wav(seconds, sample, per = rate) {
  const count = seconds * per;
  const data = Buffer.alloc(HEAD + count * 2);
  data.write("RIFF", 0);
  data.writeUInt32LE(36 + count * 2, 4);
  data.write("WAVEfmt ", 8);
  data.writeUInt32LE(16, 16);
  data.writeUInt16LE(1, 20);
  data.writeUInt16LE(1, 22);
  data.writeUInt32LE(per, 24);
  data.writeUInt32LE(per * 2, 28);
  data.writeUInt16LE(2, 32);
  data.writeUInt16LE(16, 34);
  data.write("data", 36);
  data.writeUInt32LE(count * 2, 40);
  for (let index = 0; index < count; index++) {
    const value = Math.max(-1, Math.min(1, sample(index / per, index)));
    data.writeInt16LE(Math.round(value * 32_767), HEAD + index * 2);
  }
  return data;
}

/** Bytes before the samples, which are 16 bits in one channel. */
export const HEAD = 44;

/** Amplitude of evenly spread noise whose RMS is `dbfs`. */
const amplitude = (/** @type {number} */ dbfs) => 10 ** (dbfs / 20) * Math.sqrt(3);

/** Amplitude of a sine whose RMS is `dbfs`. */
const sine = (/** @type {number} */ dbfs) => 10 ** (dbfs / 20) * Math.SQRT2;

/**
 * Like speech, as far as levels go: noise that swells four times a second, and pauses. Both levels in dBFS.
 * @param {number} loud
 * @param {number} quiet
 */
function speech(loud, quiet, { every = 1, share = 0.6 } = {}) {
  const random = noise(7);
  return (/** @type {number} */ time) => {
    const speaking = time % every < every * share;
    const syllables = 0.75 + 0.25 * Math.sin(2 * Math.PI * 4 * time);
    return random() * (speaking ? amplitude(loud) * syllables : amplitude(quiet));
  };
}

/**
 * Speech of which every tenth of a second holds `run` samples at full scale, one after another.
 * @param {number} run
 */
function peaking(run) {
  const soft = speech(-20, -70);
  return (/** @type {number} */ time, /** @type {number} */ index) => {
    const speaking = time % 1 < 0.6;
    return speaking && index % (unchanged / 10) < run ? 1 : soft(time);
  };
}

export const sounds = {
  "speech.wav": () => wav(4, speech(-20, -70)),
  // A few words, and more silence than speech: others took that for a microphone that is off.
  "pauses.wav": () => wav(4, speech(-22, -72, { every: 2, share: 0.2 })),
  "beep.wav": () => wav(4, (time) => (time % 1 < 0.2 ? sine(-20) * Math.sin(2 * Math.PI * 440 * time) : 0)),
  // Zeros between the words, as a microphone with a noise gate gives them, and often for longer than a second.
  "gate.wav": () => wav(4, speech(-20, -Infinity, { every: 2, share: 0.3 })),
  // What falls or knocks once while the microphone is heard: in any seven seconds of it, for it lasts just so long.
  "bump.wav": () => {
    const random = noise(3);
    return wav(7, (time) => random() * amplitude(time < 0.6 ? -20 : -70));
  },
  // A switch, or a pen on the table: eight or nine times in seven seconds, of which they fill less than one.
  "ticks.wav": () => {
    const random = noise(11);
    return wav(4, (time) => (time % 0.8 < 0.02 ? sine(-10) * Math.sin(2 * Math.PI * 440 * time) : random() * amplitude(-70)));
  },
  "silent.wav": () => wav(2, () => 0),
  // What a cable without a microphone picks up from the mains.
  "hum.wav": () => wav(2, (time) => sine(-69) * Math.sin(2 * Math.PI * 50 * time)),
  "too-quiet.wav": () => wav(4, speech(-66, -88)),
  "quiet.wav": () => wav(4, speech(-51, -76)),
  "noisy.wav": () => wav(4, speech(-14, -34)),
  "no-speech.wav": () => wav(4, speech(-50, -50)),
  "fan.wav": () => {
    const random = noise(5);
    return wav(4, () => random() * amplitude(-38));
  },
  "faint-speech.wav": () => wav(4, speech(-37, -48)),
  "clipped.wav": () => {
    const soft = speech(-20, -70);
    return wav(4, (time) => (time % 1 < 0.6 ? 4 * Math.sin(2 * Math.PI * 220 * time) : soft(time)));
  },
  "six-peaks.wav": () => wav(4, peaking(6), unchanged),
  "seven-peaks.wav": () => wav(4, peaking(7), unchanged),
};
