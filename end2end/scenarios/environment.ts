// Browser, context, codecs, clock and battery.

import { expect } from "@playwright/test";
import { button, fine } from "../checking.ts";
import { fail, notMeasured, pass, type Scenario, warn } from "./scenario.ts";

/** A device whose clock is `minutes` ahead of the server's, or behind it: the server tells an earlier time, or a later one. */
const clock = (minutes: number): Partial<Scenario> => ({ between: { off: -60 * minutes } });

/** A browser that can send none of these. */
const without = (...missing: string[]): Partial<Scenario> => ({
  stub: "codecs",
  before: ({ page }) =>
    page.addInitScript((missing) => {
      const known = RTCRtpSender.getCapabilities.bind(RTCRtpSender);
      RTCRtpSender.getCapabilities = (kind) => {
        const capabilities = known(kind);
        const codecs = capabilities?.codecs.filter(({ mimeType }) => !missing.includes(mimeType.toLowerCase())) ?? [];
        return capabilities && { ...capabilities, codecs };
      };
    }, missing),
});

/** Our own page with this policy. */
const policy = (policy: string): Partial<Scenario> => ({
  // The browser does not know from which network an answer comes that was changed on the way, and lets it open no line to ours.
  complaints: [/LOCAL_NETWORK_ACCESS/],
  before: ({ page }) =>
    page.route("**/check", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), "permissions-policy": policy } });
    }),
});

export const environment: Scenario[] = [
  { name: "a browser that is fine", step: "environment", expected: pass },
  {
    name: "a server whose clock nobody hears, skipped meanwhile",
    step: "environment",
    before: ({ page }) => page.route("**/do/check/now", () => {}),
    during: ({ page }) => button(page, "Omitir este paso").click(),
    expected: notMeasured("skipped"),
  },
  {
    name: "an address without https",
    step: "environment",
    devices: [...fine, "--host-resolver-rules=MAP insecure.test 127.0.0.1"],
    address: (server) => `http://insecure.test:${new URL(server.address).port}/check`,
    expected: fail("insecure_context", "no_media_devices"),
    says: "Navegador y reloj: la página no es segura (falta https)",
    advises: "Abra esta página con la dirección que empieza por https://",
  },
  {
    name: "a browser inside another app, without cameras",
    step: "environment",
    stub: "mediaDevices",
    script: () => void Object.defineProperty(Navigator.prototype, "mediaDevices", { get: () => undefined }),
    expected: fail("no_media_devices"),
    says: "Navegador y reloj: este navegador no da acceso a la cámara",
    advises: "Abra este enlace en Chrome, Edge, Firefox o Safari",
  },
  {
    name: "a page whose own header forbids the devices",
    step: "environment",
    ...policy("camera=(), microphone=()"),
    expected: fail("policy_blocks"),
    says: "Navegador y reloj: nuestra página bloquea los equipos",
    advises: "La falla está en nuestra página",
  },
  {
    name: "a page whose own header forbids the camera alone",
    step: "environment",
    ...policy("camera=()"),
    expected: fail("policy_blocks"),
  },
  {
    name: "a browser without Opus",
    step: "environment",
    ...without("audio/opus"),
    expected: fail("no_codecs"),
    says: "Navegador y reloj: el navegador no sirve para videollamadas",
    advises: "Actualice el navegador",
  },
  { name: "a browser without VP8 and H.264", step: "environment", ...without("video/vp8", "video/h264"), expected: fail("no_codecs") },
  {
    name: "a browser without calls, which others blame on the network",
    step: "environment",
    stub: "RTCPeerConnection",
    script: () => void Object.defineProperty(window, "RTCPeerConnection", { value: undefined }),
    expected: fail("no_codecs"),
    says: "Navegador y reloj: el navegador no sirve para videollamadas",
    advises: "Si una extensión del navegador bloquea las videollamadas",
    besides: ({ steps }) => {
      const ways = steps.filter(({ step }) => step === "connection" || step === "quality");
      expect(ways.map(({ verdict, findings }) => [verdict, ...findings])).toEqual([["not_measured"], ["not_measured"]]);
    },
  },
  // It has no other encoder of its own.
  { name: "a browser with VP8 and without H.264", step: "environment", devices: [...fine, "--disable-features=OpenH264SoftwareEncoder"], expected: pass },
  {
    name: "a browser with H.264 and without VP8",
    step: "environment",
    ...without("video/vp8"),
    expected: pass,
  },
  { name: "a clock half a minute ahead", step: "environment", ...clock(0.5), expected: pass },
  {
    name: "a clock two minutes ahead",
    step: "environment",
    ...clock(2),
    expected: warn("clock_off"),
    says: "Navegador y reloj: el reloj del equipo está desajustado",
    advises: "Ponga la fecha y la hora de este equipo en automático.",
  },
  { name: "a clock two minutes behind", step: "environment", ...clock(-2), expected: warn("clock_off") },
  { name: "a clock ten minutes ahead", step: "environment", ...clock(10), expected: fail("clock_far_off") },
  { name: "a clock ten minutes behind", step: "environment", ...clock(-10), expected: fail("clock_far_off") },
  {
    name: "a clock that could not be compared",
    step: "environment",
    before: ({ page }) => page.route("**/do/check/now", (route) => route.abort("connectionreset")),
    complaints: [/Failed to load resource/],
    expected: notMeasured("clock_unknown"),
    says: "Navegador y reloj: no se pudo comparar el reloj",
    advises: "El servidor no dijo su hora a tiempo",
  },
  {
    name: "a server that never tells its time",
    step: "environment",
    before: ({ page }) => page.route("**/do/check/now", () => {}),
    expected: notMeasured("clock_unknown"),
    says: "Navegador y reloj: no se pudo comparar el reloj",
  },
  {
    name: "a battery nearly empty, not charging",
    step: "environment",
    battery: { level: 0.12, charging: false },
    expected: warn("battery_low"),
    says: "Navegador y reloj: queda poca batería",
    advises: "Conecte el equipo a la corriente.",
  },
  { name: "a battery nearly empty, charging", step: "environment", battery: { level: 0.12, charging: true }, expected: pass },
  { name: "a battery half full", step: "environment", battery: { level: 0.5, charging: false }, expected: pass },
  {
    name: "a battery that never answers",
    step: "environment",
    battery: "silent",
    expected: pass,
  },
];
