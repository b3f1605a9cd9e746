// The demo's people and how they sign in.

import { chromium as engine } from "@playwright/test";
import { chromium, flags } from "./browser.mjs";
import type { Server } from "./server.mjs";

export const accounts = {
  scheduler: "agenda",
  otherScheduler: "agenda2",
  judge: "jueza",
  lawyer: "defensa",
  warden: "custodia",
  otherWarden: "custodia2",
  nurse: "enfermeria",
  clinician: "especialista",
  administrator: "administracion",
  auditor: "auditoria",
  clinicScheduler: "agenda-clinica",
  womensWarden: "custodia5",
} as const;

export type Account = keyof typeof accounts;
export const password = "demo-telesala";

type Cookies = { cookies: Awaited<ReturnType<import("@playwright/test").BrowserContext["cookies"]>>; origins: [] };
const sessions = new Map<string, Promise<Cookies>>();

/** The cookies of a signed-in person; a person signs in once for each server. */
export function signedIn(server: Server, account: Account): Promise<Cookies> {
  const key = `${server.address} ${account}`;
  let session = sessions.get(key);
  if (!session) {
    session = signIn(server, account);
    sessions.set(key, session);
  }
  return session;
}

async function signIn(server: Server, account: Account): Promise<Cookies> {
  const browser = await engine.launch({ executablePath: chromium, args: flags });
  try {
    // Without scripts: the form alone must do.
    const context = await browser.newContext({ baseURL: server.address, javaScriptEnabled: false, ignoreHTTPSErrors: true, locale: "es-SV" });
    const page = await context.newPage();
    await page.goto("/sign-in");
    await page.locator("input[autocomplete=username]").fill(accounts[account]);
    await page.locator("input[type=password]").fill(password);
    await page.locator("form:has(input[type=password]) button[type=submit]").click();
    await page.waitForURL((url) => url.pathname !== "/sign-in");
    const { cookies } = await context.storageState();
    if (!cookies.some((cookie) => cookie.name === "telesala_session")) throw new Error(`${account} could not sign in`);
    return { cookies, origins: [] };
  } finally {
    await browser.close();
  }
}
