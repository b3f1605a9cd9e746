// The browser the tests drive: the system's Chromium, which finds no network beyond this machine and needs none.

import { existsSync } from "node:fs";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export const chromium = process.env.TELESALA_CHROMIUM ?? places.find(existsSync) ?? "/usr/bin/chromium";

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
