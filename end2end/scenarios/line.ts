// The line to the server: messages and back, the ways for sound and picture, how well they go.

import { expect, type Page, type Response } from "@playwright/test";
import { Callers } from "../callers.ts";
import { fail, notMeasured, pass, type Scenario, warn } from "./scenario.ts";

type Conditions = { latency?: number; packetLoss?: number; downloadThroughput?: number; uploadThroughput?: number };

/** What the network does from now on. Loss without latency is ignored by the browser. */
async function network(page: Page, conditions: Conditions) {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  const usual = { offline: false, latency: 1, downloadThroughput: -1, uploadThroughput: -1 };
  await session.send("Network.emulateNetworkConditions", { ...usual, ...conditions });
}

/** Bytes a second. */
const kbits = (number: number) => (number * 1000) / 8;
const both = (number: number): Conditions => ({ downloadThroughput: kbits(number), uploadThroughput: kbits(number) });
const then = (conditions: Conditions): Partial<Scenario> => ({ ahead: ({ page }) => network(page, conditions) });

/**
 * A strict network, which drops UDP. What goes over TCP is not touched by it. It is one before the page is opened: the ways are tried behind
 * the other steps, and one that opened in time stays open. */
const noUdp: Partial<Scenario> = { before: ({ page }) => network(page, { packetLoss: 100 }) };

/** A way to the server on which every second packet of the browser's sound is so many milliseconds late. */
const unsteady = (late: number): Partial<Scenario> => ({ unsteady: { late }, among: true });

/** A device that is too slow for its own picture for this share of the time. No switch makes a browser's encoder so. */
const tooSlowFor = (share: number): Partial<Scenario> => ({
  stub: "getStats",
  worst: true,
  before: ({ page }) =>
    page.addInitScript((share) => {
      const ask = RTCPeerConnection.prototype.getStats;
      const begun = performance.now();
      RTCPeerConnection.prototype.getStats = async function () {
        const report = await ask.call(this);
        const entries = [...(report as unknown as Map<string, any>).entries()].map(([id, entry]) => {
          const slow = { qualityLimitationReason: "cpu", qualityLimitationDurations: { cpu: ((performance.now() - begun) / 1000) * share } };
          return [id, entry.type === "outbound-rtp" && entry.kind === "video" ? { ...entry, ...slow } : entry] as const;
        });
        return new Map(entries) as unknown as RTCStatsReport;
      };
    }, share),
});

/** A browser that has one codec for its pictures. */
const only = (codec: string): Partial<Scenario> => ({
  stub: "addTransceiver",
  before: ({ page }) =>
    page.addInitScript((codec) => {
      const add = RTCPeerConnection.prototype.addTransceiver;
      RTCPeerConnection.prototype.addTransceiver = function (track, how) {
        const made = add.call(this, track, how);
        const kind = typeof track === "string" ? track : track.kind;
        if (kind !== "video") return made;
        const left = (RTCRtpReceiver.getCapabilities(kind)?.codecs ?? []).filter(({ mimeType }) => mimeType === codec);
        // Without any wish it would take whatever it has.
        if (left.length === 0) throw new Error(`this browser has no ${codec}`);
        made.setCodecPreferences(left);
        return made;
      };
    }, codec),
});

/** A server that has no place for one more: other people call, and hang up once it said so many times that it is full. */
const full = (times = Number.POSITIVE_INFINITY): Partial<Scenario> => {
  let said = 0;
  return {
    ahead: async ({ page, server }) => {
      said = 0;
      const callers = new Callers(server.address);
      await callers.call();
      const count = async (response: Response) => {
        if (!response.url().endsWith("/do/check/call") || response.request().postDataJSON().offer.purpose !== "quality") return;
        // In postcard: the second variant of the answer.
        if ((await response.body())[0] !== 1) return;
        said += 1;
        if (said === times) await callers.hangUp();
      };
      // The body of an answer whose page is gone cannot be had; what was not counted fails where it is expected.
      page.on("response", (response) => void count(response).catch(() => {}));
      page.on("close", () => void callers.hangUp().catch(() => {}));
    },
    afterwards: () => expect.poll(() => said).toBe(Math.min(times, ASKED)),
  };
};

/** Every way was tried by itself, and connected; and the relay answered as a STUN server too. */
const everyWay = (): Partial<Scenario> => {
  let answers = 0;
  return {
    before: async ({ relay }) => {
      answers = relay().stun.answers;
    },
    besides: ({ measured }) => {
      const { measured: ways } = measured.connection as { measured: Record<string, { open?: number } | string> };
      const open = Object.entries(ways).filter(([, way]) => typeof way === "object" && typeof way.open === "number");
      expect(open.map(([way]) => way).sort(), JSON.stringify(ways)).toEqual(["relay_tcp", "relay_tls", "relay_udp", "tcp", "udp"]);
    },
    afterwards: async ({ relay }) => expect(relay().stun.answers, "answers of the STUN server").toBeGreaterThan(answers),
  };
};

/** Where the relay is reached by each way but one, that one is measured as shut and the others as open. */
const shutAlone = (shut: string): Partial<Scenario> => ({
  besides: ({ measured }) => {
    const { measured: ways } = measured.connection as { measured: Record<string, unknown> };
    const closed = Object.entries(ways).filter(([, way]) => way === "closed");
    expect(closed.map(([way]) => way), JSON.stringify(ways)).toEqual([shut]);
  },
});

/** So often a server that is full is asked. */
const ASKED = 4;

export const line: Scenario[] = [
  { name: "messages come back", step: "signalling", expected: pass },
  {
    name: "a network that refuses lines that stay open",
    step: "signalling",
    between: "refused",
    complaints: [/WebSocket connection.*failed/],
    expected: warn("no_web_socket"),
    says: "Mensajes: la red corta las conexiones que quedan abiertas",
    advises: "Pruebe con otra red",
  },
  { name: "a proxy that opens the line and lets nothing back through", step: "signalling", between: "silent", expected: warn("no_web_socket") },
  { name: "messages that come back late", step: "signalling", between: 1_500, expected: warn("slow_server") },
  {
    name: "messages of a page that nobody sees, which has no time to send them",
    step: "signalling",
    alone: false,
    stub: "visibilityState",
    script: () => Object.defineProperty(Document.prototype, "visibilityState", { get: () => "hidden" }),
    expected: notMeasured("unseen"),
    says: "Mensajes: la página no estaba a la vista",
    advises: "Deje esta página a la vista",
  },
  {
    name: "messages of a page that comes into sight after some seconds",
    step: "signalling",
    alone: false,
    stub: "visibilityState",
    script: () => Object.defineProperty(Document.prototype, "visibilityState", { get: () => (performance.now() < 6_000 ? "hidden" : "visible") }),
    expected: pass,
  },
  {
    name: "a server that answers nothing but the page",
    step: "signalling",
    between: "refused",
    before: ({ page }) => page.route("**/do/check/now", (route) => route.abort("connectionreset")),
    complaints: [/WebSocket connection.*failed|Failed to load resource/],
    expected: fail("no_server"),
  },

  {
    name: "no relay: said so, and never a pass of the step",
    step: "connection",
    expected: notMeasured("no_relay"),
    says: "Conexión: no hay retransmisor que probar",
  },
  { name: "every way open: direct, relay over UDP, TCP, TLS", step: "connection", relays: "ours", ...everyWay(), expected: pass },
  {
    name: "a relay that is not reached over UDP, a direct way that is open",
    step: "connection",
    relays: "ours, without UDP",
    ...shutAlone("relay_udp"),
    expected: warn("relay_closed"),
    says: "Conexión: una vía del retransmisor está cerrada",
    advises: "avise a quien administra esta instalación",
  },
  {
    name: "a relay that is not reached over TLS",
    step: "connection",
    relays: "ours, without TLS",
    ...shutAlone("relay_tls"),
    expected: warn("relay_closed"),
  },
  {
    name: "relays that refuse our credentials, a direct way that is open",
    step: "connection",
    relays: "strangers'",
    expected: warn("relays_closed"),
    says: "Conexión: no se puede usar ningún retransmisor",
    advises: "avise a quien administra esta instalación",
  },
  {
    name: "a network that lets no UDP through",
    step: "connection",
    ...noUdp,
    relays: "ours",
    expected: warn("udp_blocked"),
    says: "Conexión: la red solo deja pasar vías lentas",
    advises: "Pruebe con otra red",
  },
  {
    name: "a server that cannot be reached for sound and picture",
    step: "connection",
    settings: { TELESALA_MEDIA_ANNOUNCED: "192.0.2.1" },
    expected: fail("no_connection"),
    says: "Conexión: el sonido y la imagen no llegan al servidor",
  },
  {
    name: "a browser that never makes an offer",
    step: "connection",
    stub: "createOffer",
    script: () => {
      RTCPeerConnection.prototype.createOffer = () => new Promise<never>(() => {});
    },
    expected: fail("no_call"),
    says: "Conexión: el navegador no empezó la llamada de prueba",
    advises: "abra el enlace en otro navegador",
  },
  {
    name: "a browser that never takes the server's answer",
    step: "connection",
    stub: "setRemoteDescription",
    script: () => {
      RTCPeerConnection.prototype.setRemoteDescription = () => new Promise<never>(() => {});
    },
    expected: fail("no_call"),
  },
  {
    name: "a network that is lost before the ways are asked for, which is no busy server",
    step: "connection",
    before: ({ page }) => page.route("**/do/check/ways", (route) => route.abort("connectionreset")),
    complaints: [/Failed to load resource/],
    expected: notMeasured("no_server"),
    says: "Conexión: el servidor no responde",
    advises: "Pruebe con otra red",
  },
  {
    name: "a server that answers no call",
    step: "connection",
    before: ({ page }) => page.route("**/do/check/call", () => {}),
    expected: notMeasured("no_server"),
    says: "Conexión: el servidor no responde",
  },
  {
    name: "a server that receives no sound and no picture",
    step: "connection",
    settings: { TELESALA_MEDIA_ADDR: "off" },
    expected: notMeasured("no_peer"),
    says: "Conexión: este servidor no mide la línea",
    advises: "Quien administra esta instalación puede activarlo",
  },
  {
    name: "a server that receives no sound and no picture, and has relays, which are tried all the same",
    step: "connection",
    settings: { TELESALA_MEDIA_ADDR: "off" },
    relays: "ours",
    besides: ({ measured }) => {
      const { measured: ways } = measured.connection as { measured: Record<string, { open?: number } | string> };
      const open = Object.entries(ways).filter(([, way]) => typeof way === "object" && typeof way.open === "number");
      expect(open.map(([way]) => way).sort(), JSON.stringify(ways)).toEqual(["relay_tcp", "relay_tls", "relay_udp"]);
    },
    expected: notMeasured("no_peer"),
  },

  { name: "a clean line", step: "quality", expected: pass },
  {
    name: "a clean line from a browser that has H.264 and no VP8",
    step: "quality",
    ...only("video/H264"),
    expected: pass,
  },
  {
    name: "a browser that has neither VP8 nor H.264 for a call, although it says so",
    step: "quality",
    alone: false,
    ...only("video/VP9"),
    complaints: [/status of 422/],
    expected: notMeasured("no_codecs"),
    says: "Calidad de la línea: el navegador no sirve para videollamadas",
    advises: "Actualice el navegador",
  },
  { name: "3 % of packets lost", step: "quality", ...then({ packetLoss: 3 }), worst: true, expected: warn("loss") },
  { name: "24 % of packets lost, which others tolerate", step: "quality", ...then({ packetLoss: 24 }), worst: true, expected: fail("heavy_loss") },
  { name: "a far server", step: "quality", ...then({ latency: 140 }), worst: true, expected: warn("delay") },
  {
    name: "a server too far to talk",
    step: "quality",
    ...then({ latency: 260 }),
    worst: true,
    expected: fail("long_delay"),
    says: "Calidad de la línea: la voz llega demasiado tarde",
  },
  { name: "sound that comes unsteadily", step: "quality", ...unsteady(40), expected: warn("jitter") },
  { name: "sound that comes very unsteadily", step: "quality", ...unsteady(70), expected: fail("heavy_jitter") },
  {
    // Nine of the twelve and a half seconds: four do not count, and of what is left the rate alone would pass.
    name: "a line that goes dead while it is measured, of which a browser counts no loss",
    step: "quality",
    unsteady: { cut: 9_000 },
    worst: true,
    expected: fail("heavy_loss"),
    says: "Calidad de la línea: se pierde mucho sonido e imagen",
  },
  {
    // Too late for the server to hang up, which it does after four seconds, and for the browser to miss it for two more.
    name: "a line that goes dead upwards alone, of which no report tells",
    step: "quality",
    unsteady: { cut: 8_000, upwards: true },
    worst: true,
    expected: fail("heavy_loss"),
    says: "Calidad de la línea: se pierde mucho sonido e imagen",
  },
  { name: "900 kbit/s each way", step: "quality", ...then(both(900)), worst: true, expected: warn("reduced_video") },
  { name: "350 kbit/s each way", step: "quality", ...then(both(350)), worst: true, expected: fail("audio_only") },
  { name: "60 kbit/s each way", step: "quality", ...then(both(60)), worst: true, expected: fail("too_slow") },
  {
    name: "a browser that counts nothing, which others score excellent",
    step: "quality",
    alone: false,
    stub: "getStats",
    script: () => {
      RTCPeerConnection.prototype.getStats = async () => new Map() as unknown as RTCStatsReport;
    },
    expected: notMeasured("too_little"),
    says: "Calidad de la línea: se midió demasiado poco",
    advises: "Repita este paso y no toque nada hasta que termine",
  },
  {
    name: "a browser that never says what it counted",
    step: "quality",
    alone: false,
    stub: "getStats",
    script: () => {
      RTCPeerConnection.prototype.getStats = () => new Promise<never>(() => {});
    },
    expected: notMeasured("too_little"),
    says: "Calidad de la línea: se midió demasiado poco",
  },
  {
    name: "a server that is full, and takes the third call",
    step: "quality",
    ...full(2),
    expected: pass,
  },
  {
    name: "a server that stays full",
    step: "quality",
    alone: false,
    ...full(),
    expected: notMeasured("server_busy"),
    says: "Calidad de la línea: el servidor estaba ocupado",
    advises: "no es culpa suya ni de este equipo",
  },
  {
    name: "a network that is lost before the line is measured",
    step: "quality",
    alone: false,
    before: ({ page }) =>
      page.route("**/do/check/call", (route, request) =>
        request.postDataJSON().offer.purpose === "quality" ? route.abort("connectionreset") : route.continue(),
      ),
    complaints: [/Failed to load resource/],
    expected: notMeasured("no_server"),
    says: "Calidad de la línea: el servidor no responde",
  },
  {
    name: "a call that fails at once, although its way was open before",
    step: "quality",
    alone: false,
    stub: "connectionState",
    script: () => {
      const state = Object.getOwnPropertyDescriptor(RTCPeerConnection.prototype, "connectionState")?.get as () => RTCPeerConnectionState;
      Object.defineProperty(RTCPeerConnection.prototype, "connectionState", {
        get(this: RTCPeerConnection) {
          // Only what carries sound and picture: the ways carry nothing.
          return this.getTransceivers().length > 0 ? "failed" : state.call(this);
        },
      });
    },
    expected: notMeasured("no_server"),
    says: "Calidad de la línea: el servidor no responde",
    advises: "Pruebe con otra red",
  },
  {
    name: "a page that nobody sees meanwhile",
    step: "quality",
    alone: false,
    stub: "visibilityState",
    script: () => Object.defineProperty(Document.prototype, "visibilityState", { get: () => "hidden" }),
    expected: notMeasured("unseen"),
    says: "Calidad de la línea: la página no estaba a la vista",
    advises: "Deje esta página a la vista y la pantalla encendida",
  },
  {
    name: "a device too slow for its own picture",
    step: "quality",
    ...tooSlowFor(0.8),
    expected: fail("cpu_too_busy"),
  },
  {
    name: "a device too slow for its own picture now and then",
    step: "quality",
    ...tooSlowFor(0.3),
    expected: warn("cpu_busy"),
    says: "Calidad de la línea: al equipo le cuesta enviar la imagen",
  },
  {
    name: "a line over TCP, as a strict network leaves it",
    step: "quality",
    ...noUdp,
    expected: pass,
    besides: ({ measured }) => expect((measured.quality as { measured: { route: string } }).measured.route).toBe("tcp"),
  },
];
