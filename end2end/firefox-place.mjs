// Where the system's Firefox is.

import { existsSync } from "node:fs";
import { join } from "node:path";

const names = ["firefox-esr", "firefox"];
const folders = ["/usr/bin", ...(process.env.PATH ?? "").split(":").filter((folder) => folder.startsWith("/"))];
const places = names.flatMap((name) => folders.map((folder) => join(folder, name)));

/** Where it is; set-up looks here too, and asks for one where this names no file. */
export const firefox = process.env.TELESALA_FIREFOX || (places.find((place) => existsSync(place)) ?? "/usr/bin/firefox-esr");
