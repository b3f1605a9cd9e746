// The browser the tests drive: the system's Chromium, which finds no network beyond this machine and needs none.

import { existsSync } from "node:fs";
import { join } from "node:path";

// Ubuntu's chromium-browser may be no more than a note that the snap is wanted, so the snap goes before it.
const names = ["chromium", "google-chrome", "google-chrome-stable", "chromium-browser"];
const folders = ["/usr/bin", "/snap/bin", ...(process.env.PATH ?? "").split(":").filter((folder) => folder.startsWith("/"))];
const places = names.flatMap((name) => folders.map((folder) => join(folder, name)));

/** Where it is; set-up looks here too, and asks for one where this names no file. */
export const chromium = process.env.TELESALA_CHROMIUM || (places.find((place) => existsSync(place)) ?? "/usr/bin/chromium");

export const flags = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Chromium's sandbox does not start for root, who is who a container's tests run as.
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

/** A camera that shows a moving picture and a microphone that beeps; both are granted without a question. */
export const fakeDevices = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];
