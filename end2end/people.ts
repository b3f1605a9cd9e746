// The demo's people and how they sign in.

import { request } from "@playwright/test";
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

/** By the form alone, as a browser without scripts sends it; with a browser: typed.spec.ts. */
async function signIn(server: Server, account: Account): Promise<Cookies> {
  const visitor = await request.newContext({ baseURL: server.address, ignoreHTTPSErrors: true });
  try {
    const form = { name: accounts[account], password, back: "/" };
    await visitor.post("/do/sign-in", { form, headers: { accept: "text/html" }, maxRedirects: 0 });
    const { cookies } = await visitor.storageState();
    if (!cookies.some((cookie) => cookie.name === "telesala_session")) throw new Error(`${account} could not sign in`);
    return { cookies, origins: [] };
  } finally {
    await visitor.dispose();
  }
}
