// Every verdict of the device check, provoked for real where that is possible: see ../scenarios. `make device-check` runs these
// alone and prints what was measured.

import type { Page } from "@playwright/test";
import { fine, step, test as base } from "../checking.ts";
import { calmly, notTooGood } from "../calm.ts";
import { scenarios } from "../scenarios/all.ts";
import { Film } from "../film.ts";
import { Middlebox } from "../middlebox.ts";
import { Relay } from "../relay.ts";
import { goThrough } from "../scenarios/going-through.ts";
import { numbers } from "../scenarios/measured.ts";
import type { Scenario, Scene } from "../scenarios/scenario.ts";
import { row, said } from "../scenarios/table.ts";
import { freePort, Server } from "../server.mjs";
import { SoundServer } from "../sound-server.ts";
import { expect } from "../test.ts";
import { FRONT, Unsteady } from "../unsteady.ts";

/** Granted without a question, and no device made up. */
const ofTheSystem = ["--use-fake-ui-for-media-stream"];

/** What the server says of the scenario's own step. */
function judgement(result: Awaited<ReturnType<typeof goThrough>>, scenario: Scenario) {
  if (scenario.step === "whole") return { verdict: result.verdict, findings: [] };
  const { verdict = "", findings = [] } = step(result, scenario.step) ?? {};
  return { verdict, findings };
}

/** Which findings the scenario is about. */
function counted(findings: string[], { among, worst, expected }: Scenario): string[] {
  if (among) return findings.filter((finding) => expected.findings.includes(finding));
  return worst ? findings.slice(0, 1) : findings;
}

/** What of a person's machine a scenario has made for it. */
type Machine = { sound?: SoundServer; film?: Film };
type Surroundings = {
  machine: (scenario: Scenario) => Promise<Machine>;
  place: (scenario: Scenario) => Promise<{ address: string; relay?: Relay }>;
};
/** `media` is where its server receives sound and pictures, if something is to stand in front of that. */
type Stand = { server?: Server; relay?: Relay; media?: number };
type Standing = { standing: (scenario: Scenario) => Promise<Stand> };

/** How a server finds the relay. */
const relayed: Record<NonNullable<Scenario["relays"]>, Parameters<Relay["settings"]>[0]> = {
  ours: {},
  "ours, without UDP": { shut: "udp" },
  "ours, without TLS": { shut: "tls" },
  "strangers'": { secret: "a secret that it does not know" },
};

const test = base.extend<Surroundings, Standing>({
  // A server that is set up otherwise, and its relays; the next scenario that wants the same finds it there.
  standing: [
    async ({}, use) => {
      const servers = new Map<string, Server>();
      let relay: Relay | undefined;
      const media = await freePort("127.0.0.1");
      const behind = { TELESALA_MEDIA_ADDR: `127.0.0.1:${media}`, TELESALA_MEDIA_ANNOUNCED: FRONT };
      await use(async ({ relays, settings: own, unsteady }) => {
        const settings = unsteady ? behind : own;
        if (!relays && !settings) return {};
        const key = JSON.stringify([relays, settings]);
        if (relays) relay ??= await Relay.start();
        const known = servers.get(key);
        const of = { ...(relays ? { relay } : {}), ...(unsteady ? { media } : {}) };
        if (known) return { server: known, ...of };
        const ours = relays && relay?.settings(relayed[relays]);
        const server = await Server.start({ ...ours, ...settings });
        servers.set(key, server);
        return { server, ...of };
      });
      for (const server of servers.values()) {
        await server.remove();
        expect(server.panics(), "panics in a server's log").toEqual([]);
      }
      await relay?.remove();
    },
    { scope: "worker" },
  ],
  place: async ({ server, standing }, use) => {
    const boxes: (Middlebox | Unsteady)[] = [];
    await use(async (scenario) => {
      // Those of an attempt before this one: two cannot stand at one place.
      for (const box of boxes.splice(0)) await box.remove();
      const stand = await standing(scenario);
      const { address } = stand.server ?? server;
      if (stand.media && scenario.unsteady) boxes.push(await Unsteady.start(scenario.unsteady, stand.media));
      if (scenario.between === undefined) return { address, relay: stand.relay };
      const box = await Middlebox.start(address, scenario.between);
      boxes.push(box);
      return { address: box.address };
    });
    for (const box of boxes) await box.remove();
  },
  // Gone before the browser is: one does not close while its sound server or its camera stands still.
  machine: async ({ device: _ }, use) => {
    const made: { remove: () => Promise<void> }[] = [];
    const keep = <T extends { remove: () => Promise<void> }>(thing: T) => {
      made.push(thing);
      return thing;
    };
    const removeAll = async () => {
      for (const thing of made.splice(0)) await thing.remove();
    };
    await use(async ({ sound, film }) => {
      // Those of an attempt before this one: its browser is closed when the next one starts.
      await removeAll();
      return {
        ...(sound ? { sound: keep(await SoundServer.start()) } : {}),
        ...(film ? { film: keep(await Film.of(film)) } : {}),
      };
    });
    await removeAll();
  },
});

// Most of a scenario is waiting for sound and pictures: others go on meanwhile.
test.describe.configure({ mode: "parallel" });

/** What carries sound and pictures to the server. */
const carries: Scenario["step"][] = ["quality", "whole"];

/** What a scenario asks for; it says itself which it has. */
function had<T>(thing: T | undefined, what: string): T {
  if (thing === undefined) throw new Error(`the scenario has no ${what}`);
  return thing;
}

for (const scenario of scenarios) {
  test.describe(scenario.step, { tag: (scenario.alone ?? carries.includes(scenario.step)) ? "@alone" : [] }, () => {
    test.use({ expected: scenario.complaints ?? [] });

    test(scenario.name, async ({ device, server, machine, place }, info) => {
      // Another server starts first.
      const limit = scenario.relays || scenario.settings || scenario.unsteady ? 3 * info.timeout : info.timeout;
      let last: Page | undefined;
      let came: string | undefined;
      const attempt = async () => {
        came = undefined;
        const { sound, film } = await machine(scenario);
        const { address, relay } = await place(scenario);
        const own = scenario.devices ?? (sound ? ofTheSystem : fine);
        const shown = sound ? film?.shownAlone : film?.shown;
        const { as, battery, firefox } = scenario;
        const { page, browser } = await device([...own, ...(shown ?? [])], { as, sound, relay, battery, firefox });
        last = page;
        const scene: Scene = {
          page,
          browser,
          server,
          address,
          sound: () => had(sound, "sound server"),
          film: () => had(film, "film"),
          relay: () => had(relay, "relay"),
        };
        await scenario.before?.(scene);
        if (scenario.script) await page.addInitScript(scenario.script);
        const result = await goThrough(scene, scenario);
        const got = judgement(result, scenario);
        came = said(got);
        await info.attach(row.name, row.of({ scenario, got, measured: numbers(result, scenario.step) }));
        notTooGood(got.verdict, scenario.expected.verdict);
        expect({ ...got, findings: counted(got.findings, scenario) }).toEqual(scenario.expected);
        scenario.besides?.(result);
        await scenario.afterwards?.(scene);
      };
      // Not waited for: a browser does not close a page while its sound server stands still.
      const leave = () => void last?.close().catch(() => {});
      await calmly(info, { limit, attempt, leave, came: () => came });
    });
  });
}
