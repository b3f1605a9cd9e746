// Makes what a fake camera shows and a fake microphone hears, for every verdict that a test must provoke.
//
//   node media/make.mjs        writes the files that are missing to .cache/media
//
// Chromium plays them over and over, and from where is nobody's choice; so every sound is made of seconds that are all
// alike: three fifths of speech, two fifths of quiet.

import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../.cache/media/", import.meta.url));

/**
 * Noise that is the same every time.
 * @param {number} seed
 */
function noise(seed) {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) / 2 ** 32) * 2 - 1;
  };
}

const [width, height] = [640, 480];

/**
 * A picture file; `luma` gives the brightness, 16 (black) to 235 (white).
 * @param {number} frames
 * @param {(x: number, y: number, frame: number) => number} luma
 */
function y4m(frames, luma) {
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F30:1 Ip A1:1 C420jpeg\n`);
  const parts = [head];
  for (let frame = 0; frame < frames; frame++) {
    const picture = Buffer.alloc((width * height * 3) / 2, 128);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) picture[y * width + x] = luma(x, y, frame);
    }
    parts.push(Buffer.from("FRAME\n"), picture);
  }
  return Buffer.concat(parts);
}

const rate = 48_000;

/**
 * A sound file; `sample` gives −1 to 1.
 * @param {number} seconds
 * @param {(time: number) => number} sample
 */
function wav(seconds, sample) {
  const count = seconds * rate;
  const data = Buffer.alloc(44 + count * 2);
  data.write("RIFF", 0);
  data.writeUInt32LE(36 + count * 2, 4);
  data.write("WAVEfmt ", 8);
  data.writeUInt32LE(16, 16);
  data.writeUInt16LE(1, 20);
  data.writeUInt16LE(1, 22);
  data.writeUInt32LE(rate, 24);
  data.writeUInt32LE(rate * 2, 28);
  data.writeUInt16LE(2, 32);
  data.writeUInt16LE(16, 34);
  data.write("data", 36);
  data.writeUInt32LE(count * 2, 40);
  for (let index = 0; index < count; index++) {
    const value = Math.max(-1, Math.min(1, sample(index / rate)));
    data.writeInt16LE(Math.round(value * 32_767), 44 + index * 2);
  }
  return data;
}

/** Amplitude of evenly spread noise whose RMS is `dbfs`. */
const amplitude = (/** @type {number} */ dbfs) => 10 ** (dbfs / 20) * Math.sqrt(3);

/**
 * Like speech, as far as levels go: noise that swells four times a second, and pauses. Both levels in dBFS.
 * @param {number} loud
 * @param {number} quiet
 */
function speech(loud, quiet) {
  const random = noise(7);
  return (/** @type {number} */ time) => {
    const speaking = time % 1 < 0.6;
    const syllables = 0.75 + 0.25 * Math.sin(2 * Math.PI * 4 * time);
    return random() * (speaking ? amplitude(loud) * syllables : amplitude(quiet));
  };
}

/**
 * A bright oval that sways before a wall.
 * @param {number} x
 * @param {number} y
 * @param {number} frame
 */
const face = (x, y, frame) => {
  const [dx, dy] = [x - 320 - 40 * Math.sin((frame / 30) * 2 * Math.PI), y - 220];
  return dx * dx + dy * dy * 0.6 < 14_000 ? 180 : 60 + (x >> 3) + (y >> 4);
};

function dim() {
  const random = noise(11);
  return () => 34 + Math.round(random() * 6);
}

const files = {
  "normal.y4m": () => y4m(30, face),
  "black.y4m": () => y4m(3, () => 16),
  "dim.y4m": () => y4m(6, dim()),
  "frozen.y4m": () => y4m(3, (x, y) => face(x, y, 0)),
  // Breaks off in its second picture: a camera that dies.
  "dead.y4m": () => y4m(2, () => 128).subarray(0, 500_000),
  "speech.wav": () => wav(4, speech(-20, -70)),
  "silent.wav": () => wav(2, () => 0),
  "too-quiet.wav": () => wav(4, speech(-66, -88)),
  "quiet.wav": () => wav(4, speech(-51, -76)),
  "noisy.wav": () => wav(4, speech(-14, -34)),
  "no-speech.wav": () => wav(4, speech(-50, -50)),
  "clipped.wav": () => {
    const soft = speech(-20, -70);
    return wav(4, (time) => (time % 1 < 0.6 ? 4 * Math.sin(2 * Math.PI * 220 * time) : soft(time)));
  },
};

/** Makes what is missing; answers where they are. */
export function make() {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    if (existsSync(path)) continue;
    // Two workers may do this at once: whoever is last leaves the same file.
    const draft = `${path}.${process.pid}`;
    writeFileSync(draft, content());
    renameSync(draft, path);
  }
  return folder;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(make());
