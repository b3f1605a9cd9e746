// The other browser that the device check is tried with: the system's Firefox, as it is installed for everybody. Playwright brings a
// Firefox of its own, which comes from elsewhere than the packages of the system, and drives this one by WebDriver BiDi.

import { firefox as engine } from "@playwright/test";
import { fileURLToPath } from "node:url";
import { firefox } from "./firefox-place.mjs";

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
