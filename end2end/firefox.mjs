// The other browser that the device check is tried with: the system's Firefox, as it is installed for everybody. Playwright brings a
// Firefox of its own, which comes from elsewhere than the packages of the system, and drives this one by WebDriver BiDi.

import { firefox as engine } from "@playwright/test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const names = ["firefox-esr", "firefox"];
const folders = ["/usr/bin", ...(process.env.PATH ?? "").split(":").filter((folder) => folder.startsWith("/"))];
const places = names.flatMap((name) => folders.map((folder) => join(folder, name)));

/** Where it is; set-up looks here too, and asks for one where this names no file. */
export const firefox = process.env.TELESALA_FIREFOX || (places.find((place) => existsSync(place)) ?? "/usr/bin/firefox-esr");

/** Camera and microphone are granted without a question. */
const granted = {
  "permissions.default.camera": 1,
  "permissions.default.microphone": 1,
  "media.navigator.permission.disabled": true,
};

/** Of this machine alone, as the tests are: Firefox leaves its own address out of calls otherwise. */
const onThisMachine = {
  "media.peerconnection.ice.loopback": true,
  "media.peerconnection.ice.obfuscate_host_addresses": false,
};

/** Its own camera, a picture that changes its colour, and its own microphone, a tone. */
export const fakeDevices = { "media.navigator.streams.fake": true };

/**
 * Starts it; `preferences` are those of about:config, on top of the usual ones.
 * @param {Record<string, string | number | boolean>} preferences
 * @param {{ env?: NodeJS.ProcessEnv }} how
 */
export function launchFirefox(preferences = {}, { env = process.env } = {}) {
  return engine.launch({
    channel: "moz-firefox",
    executablePath: fileURLToPath(new URL("firefox-front.mjs", import.meta.url)),
    env: /** @type {Record<string, string>} */ ({ ...env, TELESALA_FIREFOX: firefox }),
    firefoxUserPrefs: { ...granted, ...onThisMachine, ...preferences },
  });
}
