// `test` with a server of its own and with what every test asserts: nothing in the console, no panic in the server's log.

import { test as base, type BrowserContext, type BrowserContextOptions, expect, type Page, type Request } from "@playwright/test";
import { type Account, signedIn } from "./people.ts";
import { Server } from "./server.mjs";

export { expect };

/** What the pages of each browser have asked the server for and not been answered yet. */
const unanswered = new WeakMap<BrowserContext, Set<Request>>();

/** Whether what a page shows waits for it. A device check asks by itself, for as long as it measures. */
function isWaitedFor(request: Request): boolean {
  const { pathname } = new URL(request.url());
  return pathname.startsWith("/do/") && !pathname.startsWith("/do/check/") && !request.isNavigationRequest();
}

/** Keeps account of what is asked and answered, for `atRest`. */
function listen(context: BrowserContext): void {
  const asked = new Set<Request>();
  unanswered.set(context, asked);
  context.on("request", (request) => void (isWaitedFor(request) && asked.add(request)));
  context.on("requestfinished", (request) => void asked.delete(request));
  context.on("requestfailed", (request) => void asked.delete(request));
  // Nobody waits any more for what the document before had asked.
  context.on("page", (page) =>
    page.on("domcontentloaded", () => {
      for (const request of asked) if (request.frame().page() === page) asked.delete(request);
    }),
  );
}

/** Collects what a person would not see and a developer must: errors, exceptions, violated policies. */
export function watch(context: BrowserContext, complaints: string[]): void {
  listen(context);
  context.on("console", (message) => {
    // Errors only: warnings are the browser's own hints.
    if (message.type() === "error") complaints.push(`${message.page()?.url() ?? ""} console: ${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => complaints.push(`${error.page()?.url() ?? ""} exception: ${error.error().message}`));
}

/** What people hold in their hands, for `person`. */
export const tablet = { viewport: { width: 1024, height: 768 }, hasTouch: true };
export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

type Person = BrowserContextOptions & {
  /** Signed in as whom; nobody if left out. */
  as?: Account;
  /** At another server than the usual one. */
  at?: Server;
};

type Fixtures = {
  /** What the browser may complain of in this test, for instance the 404 that it asks for. */
  expected: RegExp[];
  complaints: string[];
  /** Opens a browser of their own for another person in the story. */
  person: (options?: Person) => Promise<Page>;
  noPanic: void;
};

export const test = base.extend<Fixtures, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await Server.start();
      await use(server);
      await server.remove();
      expect(server.panics(), "panics in the server's log").toEqual([]);
    },
    { scope: "worker", timeout: 90_000 },
  ],
  baseURL: async ({ server }, use) => use(server.address),
  expected: [[], { option: true }],
  complaints: async ({ expected }, use) => {
    const complaints: string[] = [];
    await use(complaints);
    expect(complaints.filter((complaint) => !expected.some((known) => known.test(complaint)))).toEqual([]);
  },
  context: async ({ context, complaints }, use) => {
    watch(context, complaints);
    await use(context);
  },
  person: async ({ browser, server, complaints, contextOptions }, use, info) => {
    const contexts: BrowserContext[] = [];
    await use(async ({ as, at = server, ...options } = {}) => {
      const { locale, timezoneId, viewport } = info.project.use;
      const context = await browser.newContext({
        ...contextOptions,
        locale,
        timezoneId,
        viewport,
        baseURL: at.address,
        ...(as ? { storageState: await signedIn(at, as) } : {}),
        ...options,
      });
      contexts.push(context);
      watch(context, complaints);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
  noPanic: [
    async ({ server }, use) => {
      const before = server.panics().length;
      await use();
      expect(server.panics().slice(before), "panics in the server's log").toEqual([]);
    },
    { auto: true },
  ],
});

/** Opens a page and waits until the client has taken it over. */
export async function gotoHydrated(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await hydrated(page);
}

/** Waits until the client has taken the page over. The page behind a personal link has none and is complete as it comes. */
export async function hydrated(page: Page): Promise<void> {
  await page.locator("html:is([data-hydrated], [data-plain])").waitFor({ state: "attached" });
}

/**
 * Waits until a page that runs scripts has drawn what it asked the server for: what is typed from here on stays. An answer is told
 * before the page is drawn anew with it, and where it leads to another address the page asks once more and is drawn twice. */
export async function atRest(page: Page): Promise<void> {
  await hydrated(page);
  const waiting = () => [...(unanswered.get(page.context()) ?? [])].filter((request) => request.frame().page() === page).map((request) => request.url());
  await expect(async () => {
    expect(waiting(), "not answered").toEqual([]);
    // What was answered is drawn by the next frame, and leads on in the one after.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    expect(waiting(), "asked since").toEqual([]);
  }).toPass({ intervals: [50], timeout: 15_000 });
}
