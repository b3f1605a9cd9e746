// Asking for camera and microphone.

import { expect } from "@playwright/test";
import { fake, fine, type Used } from "../checking.ts";
import { answers, fail, pass, type Scenario, type Setting } from "./scenario.ts";

/** What the person once answered for this site. */
const remembered = (camera: Setting, microphone: Setting): Partial<Scenario> => ({
  devices: fake,
  before: (scene) => answers(scene, camera, microphone),
});

type Refusals = { video?: [name: string, message: string]; audio?: [name: string, message: string]; state?: Setting | "unknown" };

/** A browser that refuses with these errors, and that says `state` of its permissions if it is asked. */
const refusing = (refusals: Refusals): Partial<Scenario> => ({
  stub: "getUserMedia",
  before: ({ page }) =>
    page.addInitScript(({ video, audio, state }) => {
      const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = async (wanted) => {
        const refusal = (wanted?.video && video) || (wanted?.audio && audio);
        if (refusal) throw new DOMException(refusal[1], refusal[0]);
        return ask(wanted);
      };
      if (!state) return;
      navigator.permissions.query = async () => {
        if (state === "unknown") throw new TypeError("'camera' is not a valid value for enumeration PermissionName");
        return { state } as PermissionStatus;
      };
    }, refusals),
});

const both = (name: string, message: string, state?: Refusals["state"]) => refusing({ video: [name, message], audio: [name, message], state });

/** The other device is given all the same. */
const yetGranted = (device: "camera" | "microphone"): Pick<Scenario, "besides"> => ({
  besides: ({ measured }) => expect(measured.permission).toMatchObject({ measured: { [device]: "granted" } }),
});

export const permission: Scenario[] = [
  { name: "both granted", step: "permission", expected: pass },
  { name: "both granted long ago", step: "permission", ...remembered("granted", "granted"), expected: pass },
  {
    name: "both blocked for this site",
    step: "permission",
    ...remembered("denied", "denied"),
    expected: fail("blocked"),
    says: "Permisos: el navegador bloquea este sitio",
    advises: "Toque el icono que está a la izquierda de la dirección",
  },
  { name: "the camera alone blocked for this site", step: "permission", ...remembered("denied", "granted"), expected: fail("blocked"), ...yetGranted("microphone") },
  { name: "the microphone alone blocked for this site", step: "permission", ...remembered("granted", "denied"), expected: fail("blocked"), ...yetGranted("camera") },
  {
    name: "the question closed without an answer, which others call a camera in use",
    step: "permission",
    ...remembered("prompt", "prompt"),
    expected: fail("dismissed"),
    says: "Permisos: se cerró la pregunta sin responder",
    advises: "Repita este paso y pulse «Permitir» cuando el navegador pregunte.",
  },
  { name: "every question refused for good", step: "permission", devices: [...fake, "--use-fake-ui-for-media-stream=deny"], expected: fail("blocked") },
  {
    name: "refused by the system",
    step: "permission",
    ...both("NotAllowedError", "Permission denied by system", "granted"),
    expected: fail("system_blocks"),
    says: "Permisos: el sistema bloquea el navegador",
    advises: "En la configuración de privacidad de su equipo",
  },
  {
    name: "the camera alone refused by the system, which others fail with the microphone",
    step: "permission",
    ...refusing({ video: ["NotAllowedError", "Permission denied by system"], state: "granted" }),
    expected: fail("system_blocks"),
    ...yetGranted("microphone"),
  },
  {
    name: "the microphone alone refused by the system",
    step: "permission",
    ...refusing({ audio: ["NotAllowedError", "Permission denied by system"], state: "granted" }),
    expected: fail("system_blocks"),
    ...yetGranted("camera"),
  },
  {
    name: "refused in Firefox's words, which others call a camera in use",
    step: "permission",
    ...both("NotAllowedError", "The request is not allowed by the user agent or the platform in the current context.", "unknown"),
    expected: fail("system_blocks"),
  },
  {
    name: "refused in Safari's words, which others call a camera in use",
    step: "permission",
    ...both(
      "NotAllowedError",
      "The request is not allowed by the user agent or the platform in the current context, possibly because the user denied permission.",
      "denied",
    ),
    expected: fail("blocked"),
  },
  {
    name: "a question that is answered late",
    step: "permission",
    film: "normal",
    // The camera opens as late as a person answers: what asks for it hangs meanwhile.
    ahead: async ({ page, browser, film }) => {
      await page.evaluate(() => navigator.mediaDevices.enumerateDevices());
      await film().hang(browser);
    },
    during: async ({ page, film }) => {
      await expect(page.getByText("Busque una pregunta en la parte de arriba")).toBeVisible();
      film().goOn();
    },
    expected: pass,
  },
  {
    name: "no camera",
    step: "permission",
    devices: ["--use-fake-device-for-media-stream=device-count=0", "--use-fake-ui-for-media-stream"],
    expected: fail("not_found"),
    ...yetGranted("microphone"),
    says: "Permisos: falta un equipo por conectar",
    advises: "Conecte la cámara o el micrófono que falta",
  },
  {
    name: "no microphone",
    step: "permission",
    film: "normal",
    sound: true,
    expected: fail("not_found"),
    ...yetGranted("camera"),
  },
  {
    name: "a camera that another program holds",
    step: "permission",
    ...refusing({ video: ["NotReadableError", "Could not start video source"] }),
    expected: fail("not_readable"),
    says: "Permisos: otro programa usa el equipo, o está bloqueado",
    advises: "Cierre otros programas y pestañas",
  },
  {
    name: "a sound card that cannot be opened",
    step: "permission",
    devices: [...fine, "--fail-audio-stream-creation"],
    complaints: [/AudioContext encountered an error/],
    expected: fail("not_readable"),
    ...yetGranted("camera"),
  },
  { name: "a camera that does not start", step: "permission", ...refusing({ video: ["AbortError", "Starting videoinput failed"] }), expected: fail("not_readable") },
  {
    name: "a remembered camera that is gone: the other one, with everything else that was wished",
    step: "permission",
    // As an earlier visit left it.
    script: () => localStorage.setItem("telesala.camera", "gone"),
    after: async ({ page }) => {
      const wished = await page.evaluate(() => {
        const { tracks } = (window as unknown as { used: Used }).used;
        return tracks.map((track) => [track.kind, track.getSettings().echoCancellation]);
      });
      // Without wishes a browser takes the echo away.
      expect(wished).toEqual(expect.arrayContaining([["audio", false], ["video", undefined]]));
    },
    expected: pass,
  },
  {
    name: "a browser that refuses every wish, asked again without any",
    step: "permission",
    stub: "getUserMedia",
    script: () => {
      const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = async (wanted) => {
        if (typeof wanted?.video === "object" || typeof wanted?.audio === "object") throw new OverconstrainedError("deviceId");
        return ask(wanted);
      };
    },
    expected: pass,
  },
  {
    name: "an error that nobody knows",
    step: "permission",
    ...both("UnknownError", "The operation failed for an unknown transient reason"),
    expected: fail("other_error"),
    says: "Permisos: el navegador dio un error",
    advises: "Recargue la página",
  },
  {
    name: "both fail, each in its own way",
    step: "permission",
    ...refusing({ video: ["NotReadableError", "Could not start video source"], audio: ["NotFoundError", "Requested device not found"] }),
    expected: fail("not_readable", "not_found"),
  },
];
