// A booking that was begun by forms alone, as a browser without scripts sends them. For tests whose subject comes after it: what
// people do in its steps is proven elsewhere (story, keyboard, navigation, meeting, care, requests), and takes ten times as long.

import { expect, type Page } from "@playwright/test";
import { arrived } from "./booking.ts";
import { gotoHydrated } from "./test.ts";

/** What a hearing is about, and who takes part. */
type Hearing = { caseNumber: string; detainee: string; judge: string; lawyer: string };

/** Sends a form, which must lead on. */
async function send(page: Page, to: string, form: Record<string, string>): Promise<void> {
  const answer = await page.request.post(`/do/booking/${to}`, { form, headers: { accept: "text/html" }, maxRedirects: 0 });
  expect(answer.status(), `${to}: ${await answer.text()}`).toBe(302);
}

/** The only one whom a search of the second step finds, as its button names them. */
async function found(page: Page, step: string, name: string, search: Record<string, string>): Promise<string> {
  const form = { back: step, ...search };
  const html = await (await page.request.post("/do/seek", { form, headers: { accept: "text/html" } })).text();
  const buttons = html.match(/<button[^>]*>/g)?.filter((button) => button.includes(`name="${name}"`)) ?? [];
  expect(buttons, `found by ${JSON.stringify(search)}`).toHaveLength(1);
  return /value="([^"]*)"/.exec(buttons[0] ?? "")?.[1] ?? "";
}

/** From a new draft to the free times of a preliminary hearing of half an hour, with a private meeting before it. */
export async function begin(page: Page, wish: Hearing): Promise<void> {
  const begun = new URL((await page.request.get("/appointments/new", { headers: { accept: "text/html" } })).url()).pathname;
  const draft = /\/appointments\/new\/([0-9a-f-]+)\/what$/.exec(begun)?.[1] ?? "";
  expect(draft, begun).not.toBe("");
  await fill(page, draft, wish);
}

/** The same from a draft that was begun. */
export async function fill(page: Page, draft: string, wish: Hearing): Promise<void> {
  const step = (name: string) => `/appointments/new/${draft}/${name}`;
  const what = { kind: "hearing", hearing_type: "preliminary", case_number: wish.caseNumber, duration: "30", meeting: "30", meeting_after: "0" };
  const fields = Object.entries(what).map(([field, value]) => [`form[${field}]`, value] as const);
  await send(page, "save-what", { draft, ...Object.fromEntries(fields) });
  const detainee = await found(page, step("who"), "detainee", { text: wish.detainee });
  await send(page, "choose-detainee", { draft, detainee });
  for (const [part, name] of [["judge", wish.judge], ["defence_lawyer", wish.lawyer]] as const) {
    const person = await found(page, step("who"), "person", { part, text: name });
    await send(page, "add-person", { draft, person });
  }
  await gotoHydrated(page, step("when"));
  await arrived(page, "when");
}
