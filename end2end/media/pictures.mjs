// What a fake camera shows: picture files in YUV4MPEG2, 30 pictures a second unless said otherwise.

import { noise } from "./noise.mjs";

/** What a camera of a call shows; brightness goes from 16 (black) to 235 (white). */
const usual = { width: 640, height: 480, rate: 30, per: 1 };

/**
 * A picture file; `luma` gives the brightness.
 * @param {number} frames
 * @param {(x: number, y: number, frame: number) => number} luma
 */
function y4m(frames, luma, { width, height, rate, per } = usual) {
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F${rate}:${per} Ip A1:1 C420jpeg\n`);
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

/**
 * The same, with so little light that only outlines are left.
 * @param {number} x
 * @param {number} y
 * @param {number} frame
 */
const shadow = (x, y, frame) => 16 + Math.round((face(x, y, frame) - 60) / 5);

/**
 * A sensor's grain on a picture that stands still.
 * @param {number} luma
 * @param {number} grain
 */
function grainy(luma, grain) {
  const random = noise(11);
  return () => Math.max(16, Math.round(luma + random() * grain));
}

// The page looks at every sixth picture: a film of six, or of a divisor of six, would stand still before it.
const GRAINY = 7;

export const pictures = {
  "normal.y4m": () => y4m(30, face),
  "slow-3.y4m": () => y4m(6, (x, y, frame) => face(x, y, frame * 5), { ...usual, rate: 3 }),
  "slow-10.y4m": () => y4m(10, (x, y, frame) => face(x, y, frame * 3), { ...usual, rate: 10 }),
  "slow-20.y4m": () => y4m(20, (x, y, frame) => face(x, y, frame * 1.5), { ...usual, rate: 20 }),
  "small.y4m": () => y4m(30, (x, y, frame) => face(x * 2, y * 2, frame), { ...usual, width: 320, height: 240 }),
  "least.y4m": () => y4m(30, face, { ...usual, width: 640, height: 360 }),
  "black.y4m": () => y4m(3, () => 16),
  "black-grain.y4m": () => y4m(GRAINY, grainy(17, 3)),
  // A mean of 5.8 of 255, which a test for "not all zero" takes for a picture.
  "dim-grain.y4m": () => y4m(GRAINY, grainy(21.8, 4)),
  "dim-outlines.y4m": () => y4m(30, (x, y, frame) => (face(x, y, frame) === 180 ? 34 : 17)),
  "dark.y4m": () => y4m(GRAINY, grainy(34, 6)),
  "dark-detail.y4m": () => y4m(30, shadow),
  "bright.y4m": () => {
    const grain = grainy(228, 6);
    return y4m(GRAINY, (x, y, frame) => (face(x, y, frame) === 180 ? 235 : grain()));
  },
  "wall.y4m": () => y4m(GRAINY, grainy(126, 4)),
  "frozen.y4m": () => y4m(3, (x, y) => face(x, y, 0)),
  // One picture a minute, of which the first comes before anybody looks.
  "waiting.y4m": () => y4m(1, face, { ...usual, rate: 1, per: 60 }),
  // Breaks off in its second picture: a camera that dies.
  "dead.y4m": () => y4m(2, () => 128).subarray(0, 500_000),
};
