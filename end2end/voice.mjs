// The voice of the loudspeaker step, as the repository keeps it: who knows every word of it can tell which one was said.

import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { HEAD } from "./media/sounds.mjs";

/** @typedef {"es" | "en"} Language */

const folder = fileURLToPath(new URL("../frontend/voice/", import.meta.url));
/** Samples a second of the recordings, and as few as still tell the words apart. */
const [RATE, FEW] = [12_000, 6_000];
/** What is like a word by so much, 0 to 1, is that word: the same one comes through a loudspeaker by 0.97, another one is like it by 0.67 at most. */
const ALIKE = 0.7;

const words = {
  es: ["uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"],
  en: ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
};
/** The button of an answer. */
export const answer = (/** @type {Language} */ language, /** @type {number} */ digit) => `${digit} ${words[language][digit - 1]}`;

/** What the voice says, by digit; samples between −1 and 1. @param {Language} language */
const recordings = (language) =>
  readdirSync(join(folder, language)).map((name) => {
    const file = readFileSync(join(folder, language, name));
    const samples = Float32Array.from({ length: (file.length - HEAD) / 2 }, (_, at) => file.readInt16LE(HEAD + at * 2) / 32_768);
    return { digit: Number(basename(name, ".wav")), samples };
  });

/**
 * The digit whose recording this is, sample for sample; nothing if it is none of them.
 * @param {ArrayLike<number>} samples
 * @param {Language} language
 */
export const digitOf = (samples, language) =>
  recordings(language).find(
    ({ samples: said }) => said.length === samples.length && said.every((sample, at) => Math.abs(sample - (samples[at] ?? 0)) < 1e-3),
  )?.digit;

/**
 * A few of the samples, each the mean of those that it stands for.
 * @param {Float32Array} samples
 * @param {number} each
 */
const thinned = (samples, each) =>
  Float32Array.from(
    { length: Math.floor(samples.length / each) },
    (_, at) => samples.subarray(at * each, (at + 1) * each).reduce((sum, sample) => sum + sample, 0) / each,
  );

/**
 * How like `word` the most similar stretch of `heard` is, 0 to 1, however loud.
 * @param {Float32Array} heard
 * @param {Float32Array} word
 */
function likeness(heard, word) {
  const power = (/** @type {Float32Array} */ samples) => samples.reduce((sum, sample) => sum + sample * sample, 0);
  const own = power(word);
  let theirs = power(heard.subarray(0, word.length));
  let best = 0;
  for (let from = 0; from + word.length <= heard.length; from++) {
    // Silence is like everything.
    if (theirs > own * 1e-4) {
      let both = 0;
      for (let at = 0; at < word.length; at++) both += /** @type {number} */ (word[at]) * /** @type {number} */ (heard[from + at]);
      best = Math.max(best, both / Math.sqrt(own * theirs));
    }
    theirs += (heard[from + word.length] ?? 0) ** 2 - (heard[from] ?? 0) ** 2;
  }
  return best;
}

/**
 * How like each digit's recording the most similar stretch of what was heard is.
 * @param {Float32Array} heard
 * @param {number} rate
 * @param {Language} language
 */
export function likenesses(heard, rate, language) {
  const few = thinned(heard, rate / FEW);
  return recordings(language).map(({ digit, samples }) => ({ digit, likeness: likeness(few, thinned(samples, RATE / FEW)) }));
}

/**
 * The digit that is said somewhere in what was heard; nothing if none is.
 * @param {Float32Array} heard
 * @param {number} rate
 * @param {Language} language
 */
export function digitIn(heard, rate, language) {
  const [most] = likenesses(heard, rate, language).sort((one, other) => other.likeness - one.likeness);
  return most && most.likeness >= ALIKE ? most.digit : undefined;
}
