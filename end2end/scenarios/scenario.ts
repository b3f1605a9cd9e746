// What a scenario of the device check is: a machine, what happens to it, and the verdict that the server must give.

import type { Browser, Page } from "@playwright/test";
import { camera, fake, type Judgement, microphone, type Preferences, type Result, type Step } from "../checking.ts";
import type { Film } from "../film.ts";
import type { Way } from "../middlebox.ts";
import type { Account } from "../people.ts";
import type { Battery } from "../power.ts";
import type { Relay } from "../relay.ts";
import type { Server } from "../server.mjs";
import type { SoundServer } from "../sound-server.ts";
import type { Fault } from "../unsteady.ts";

/** Where a scenario happens. */
export type Scene = {
  page: Page;
  browser: Browser;
  server: Server;
  /** Where the browser finds it. */
  address: string;
  sound: () => SoundServer;
  film: () => Film;
  relay: () => Relay;
};

export type Happening = (scene: Scene) => Promise<unknown>;

export type Scenario = {
  name: string;
  /** The step that is judged; "whole" is the verdict over all. */
  step: Step | "whole";
  /** The browser's flags: which devices it has. Fine ones if left out. */
  devices?: string[];
  /** With Firefox, and these preferences of it. */
  firefox?: Preferences;
  /** Who is signed in; nobody if left out. */
  as?: Account;
  /** With a real sound server, and no camera unless there is a film. */
  sound?: true;
  /** With a camera of its own, which shows this. */
  film?: string;
  /** With a battery. */
  battery?: Battery;
  /** The devices are allowed, although the step can do without. */
  allowed?: true;
  /** Whether it shows nothing beside another browser on the same processors; if left out, as what goes over the line does. */
  alone?: boolean;
  /** What happens before the page is opened. */
  before?: Happening;
  /** Runs in the page before its own scripts. */
  script?: () => void;
  /** What of the browser a script replaces, because no flag, file, header or real device can do it. */
  stub?: string;
  /** The address, where it is not the usual one. */
  address?: (server: Server) => string;
  /** What happens when the step is next, before its button is pressed. */
  ahead?: Happening;
  /** What happens while the step is measured. */
  during?: Happening;
  /** What happens once the step was judged, before the rest of the check. */
  after?: Happening;
  /** What somebody mends at the first fault of a step, before they press "try again". */
  mended?: { at: Step; by: Happening };
  /** What the person answers, of what was played; what is right if left out. */
  hears?: (right: string, scene: Scene) => string | Promise<string>;
  /** Which steps are skipped on the way through the whole. */
  skipped?: readonly Step[];
  /** What the browser's console may complain of. */
  complaints?: RegExp[];
  /** What stands between the browser and the server, and does to the lines that stay open. */
  between?: Way;
  /** What is wrong with the way of sound and pictures to the server. */
  unsteady?: Fault;
  /** With relays: our own, all of it or without one of its ways, or such as do not know our secret. */
  relays?: "ours" | "ours, without UDP" | "ours, without TLS" | "strangers'";
  /** With a server that is set up so. */
  settings?: Record<string, string>;
  /** Only the worst finding counts: what else a bad line shows is chance. */
  worst?: true;
  /** That it is found counts, whatever else a bad line shows. */
  among?: true;
  expected: Judgement;
  /** What else must be true of the result; throws if it is not. */
  besides?: (result: Result) => void;
  /** What others must be shown then; throws if they are not. */
  afterwards?: Happening;
  /** The heading that the person reads. */
  says?: string;
  /** What the person is told to do. */
  advises?: string;
};

export const pass: Judgement = { verdict: "pass", findings: [] };
export const warn = (...findings: string[]): Judgement => ({ verdict: "warn", findings });
export const fail = (...findings: string[]): Judgement => ({ verdict: "fail", findings });
export const notMeasured = (...findings: string[]): Judgement => ({ verdict: "not_measured", findings });

/** A browser that holds all sound back, as one does until the page is touched. (A test's own looking counts as touching.) */
export const heldBack: Pick<Scenario, "stub" | "script"> = {
  stub: "AudioContext",
  script: () => {
    const Context = window.AudioContext;
    window.AudioContext = class extends Context {
      constructor(options?: AudioContextOptions) {
        super(options);
        void this.suspend();
      }
      override resume() {
        return new Promise<void>(() => {});
      }
    };
  },
};

export type Setting = "granted" | "denied" | "prompt";

/** What the person answered for this site, as the browser remembers it. */
export async function answers({ page, browser, server }: Scene, camera: Setting, microphone: Setting): Promise<void> {
  const { targetInfo } = await (await page.context().newCDPSession(page)).send("Target.getTargetInfo");
  const session = await browser.newBrowserCDPSession();
  for (const [name, setting] of Object.entries({ camera, microphone })) {
    await session.send("Browser.setPermission", {
      permission: { name },
      setting,
      origin: server.address,
      browserContextId: targetInfo.browserContextId,
    });
  }
}

/** The person allowed both devices, and may block the site meanwhile: then both end. */
export const allowed: Pick<Scenario, "devices" | "before"> = {
  devices: [...fake, camera("normal"), microphone("speech")],
  before: (scene) => answers(scene, "granted", "granted"),
};
export const block: Happening = (scene) => answers(scene, "denied", "denied");
