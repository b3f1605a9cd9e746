// Where the system's Firefox is.

import { existsSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";

const names = ["firefox-esr", "firefox"];
const folders = ["/usr/bin", ...(process.env.PATH ?? "").split(":").filter((folder) => folder.startsWith("/"))];
const places = names.flatMap((name) => folders.map((folder) => join(folder, name)));

/**
 * Ubuntu's is a snap, or a script that starts one, which finds no folder of a test's own.
 * @param {string} place
 */
function isSnap(place) {
  const file = realpathSync(place);
  return file === "/usr/bin/snap" || file.startsWith("/snap/") || readFileSync(file, { encoding: "latin1", flag: "r" }).slice(0, 4_096).includes("/snap/bin/");
}

/** Where it is; set-up looks here too, and asks for one where this names no file. */
export const firefox = process.env.TELESALA_FIREFOX || (places.find((place) => existsSync(place) && !isSnap(place)) ?? "/usr/bin/firefox-esr");
