// Makes what a fake camera shows and a fake microphone hears, for every verdict that a test must provoke.
//
//   node media/make.mjs        writes the files that are missing to .cache/media

import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pictures } from "./pictures.mjs";
import { sounds } from "./sounds.mjs";

const folder = fileURLToPath(new URL("../.cache/media/", import.meta.url));

/** Makes what is missing; answers where they are. */
export function make() {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries({ ...pictures, ...sounds })) {
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
