// Makes the recordings anew that the check's loudspeaker step plays: `node frontend/voice/make.mjs`. See README.md.
//
// A synthesiser says each digit, sox takes away what small loudspeakers only rattle at, and here the silence around it is cut
// off and all are made equally loud. What is too short, too long, too quiet or distorted is not written.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
/** Samples a second: enough for every letter, and half the bytes of what a synthesiser gives. */
const RATE = 12_000;
/** Loudness of the spoken parts, RMS in dBFS. */
const LOUDNESS = -14;
/** No sample is stronger. */
const PEAK = 0.9;
/** Seconds that are left before and after the word, and in which it rises and falls: what begins at once clicks. */
const [BEFORE, AFTER, RISES, FALLS] = [0.02, 0.06, 0.005, 0.03];

const espeak = (/** @type {string} */ word) => execFileSync("espeak-ng", ["-v", "es-419", "-s", "135", "-a", "120", "--stdout", word]);
const flite = (/** @type {string} */ word) => {
  // It writes to files alone.
  const folder = mkdtempSync(join(tmpdir(), "voice-"));
  try {
    execFileSync("flite", ["-voice", "slt", "--setf", "duration_stretch=1.25", "-t", word, "-o", join(folder, "said.wav")]);
    return readFileSync(join(folder, "said.wav"));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/**
 * Left out is the digit that is most easily taken for another one: "seis" for "tres", "nine" for "five".
 * @type {[language: string, say: (word: string) => Buffer, words: Record<number, string>][]}
 */
const languages = [
  ["es", espeak, { 1: "uno", 2: "dos", 3: "tres", 4: "cuatro", 5: "cinco", 7: "siete", 8: "ocho", 9: "nueve" }],
  ["en", flite, { 1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight" }],
];

/** Samples between −1 and 1. @param {Buffer} said */
function samples(said) {
  const out = ["-t", "raw", "-e", "signed", "-b", "16", "-L", "-c", "1", "-r", String(RATE), "-"];
  const options = { input: said, stdio: /** @type {["pipe", "pipe", "ignore"]} */ (["pipe", "pipe", "ignore"]) };
  const raw = execFileSync("sox", ["-R", "-D", "-t", "wav", "--ignore-length", "-", ...out, "highpass", "120", "gain", "-n", "-6"], options);
  return Float64Array.from({ length: raw.length / 2 }, (_, at) => raw.readInt16LE(at * 2) / 32_768);
}

/** The word alone, rising and falling. @param {Float64Array} said */
function cut(said) {
  const audible = 0.01 * said.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const first = said.findIndex((sample) => Math.abs(sample) > audible);
  const last = said.findLastIndex((sample) => Math.abs(sample) > audible);
  const word = said.slice(Math.max(0, first - BEFORE * RATE), last + AFTER * RATE);
  return word.map((sample, at) => sample * Math.min(1, at / (RISES * RATE), (word.length - 1 - at) / (FALLS * RATE)));
}

/** RMS, in dBFS, of the stretches of 20 ms that are within 20 dB of the loudest. @param {Float64Array} word */
function loudness(word) {
  const stretch = RATE / 50;
  const powers = Array.from({ length: Math.floor(word.length / stretch) }, (_, at) =>
    word.subarray(at * stretch, (at + 1) * stretch).reduce((sum, sample) => sum + sample * sample / stretch, 0),
  );
  const loudest = Math.max(...powers);
  const spoken = powers.filter((power) => power > loudest / 100);
  return 10 * Math.log10(spoken.reduce((sum, power) => sum + power, 0) / spoken.length);
}

/** As loud as all the others; peaks are bent and not cut off. @param {Float64Array} word */
function levelled(word) {
  const bent = (/** @type {number} */ gain) => word.map((sample) => PEAK * Math.tanh((sample * gain) / PEAK));
  let gain = 1;
  // What is bent is less loud than it should be: a few more turns make up for it.
  for (let turn = 0; turn < 10; turn++) gain *= 10 ** ((LOUDNESS - loudness(bent(gain))) / 20);
  return bent(gain);
}

/** @param {Float64Array} word */
function wav(word) {
  const data = Buffer.alloc(44 + word.length * 2);
  data.write("RIFF", 0);
  data.writeUInt32LE(36 + word.length * 2, 4);
  data.write("WAVEfmt ", 8);
  data.writeUInt32LE(16, 16);
  data.writeUInt16LE(1, 20);
  data.writeUInt16LE(1, 22);
  data.writeUInt32LE(RATE, 24);
  data.writeUInt32LE(RATE * 2, 28);
  data.writeUInt16LE(2, 32);
  data.writeUInt16LE(16, 34);
  data.write("data", 36);
  data.writeUInt32LE(word.length * 2, 40);
  word.forEach((sample, at) => data.writeInt16LE(Math.round(sample * 32_767), 44 + at * 2));
  return data;
}

for (const [language, say, words] of languages) {
  mkdirSync(join(here, language), { recursive: true });
  for (const [digit, word] of Object.entries(words)) {
    const said = levelled(cut(samples(say(`${word}.`))));
    const [seconds, loud] = [said.length / RATE, loudness(said)];
    const peak = said.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    if (seconds < 0.3 || seconds > 1.2 || Math.abs(loud - LOUDNESS) > 0.1 || peak >= 1) throw new Error(`${word}: ${seconds} s, ${loud} dBFS, at most ${peak}`);
    const file = wav(said);
    writeFileSync(join(here, language, `${digit}.wav`), file);
    console.log(`${language} ${digit} ${word}: ${seconds.toFixed(2)} s, ${loud.toFixed(1)} dBFS, at most ${peak.toFixed(2)}, ${file.length} bytes`);
  }
}
