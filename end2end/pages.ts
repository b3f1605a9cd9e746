// The pages each person can open: what smoke tests walk and screenshots show.

import { checkBehind } from "./links.ts";
import type { Account } from "./people.ts";

/** The date where the demo's centres are, so many days from this moment: what a test compares past midnight too. */
export const dateNow = (ahead = 0) => new Intl.DateTimeFormat("en-CA", { timeZone: "America/El_Salvador" }).format(Date.now() + ahead * 86_400_000);

/** Today there, as it stands in addresses. */
export const today = dateNow();

export const publicPages = ["/sign-in", "/check", "/thresholds"];

const day = `/day/${today}`;
const rooms = `/rooms/${today}`;

export const pagesOf = {
  scheduler: ["/", day, rooms, "/appointments/new", "/check", "/absences", "/dockets/new", "/repair", "/requests"],
  otherScheduler: ["/", day],
  judge: ["/", day, "/absences", "/absences/hours"],
  lawyer: ["/", day, "/requests", "/requests/new"],
  warden: ["/", day, rooms, "/devices", "/centres", "/separations", "/requests", "/requests/new"],
  otherWarden: ["/", day],
  nurse: ["/", day, "/devices", "/requests", "/requests/new"],
  clinician: ["/", day],
  administrator: ["/", day, rooms, "/outbox", "/centres", "/absences", "/settings"],
  auditor: ["/", day, rooms],
  clinicScheduler: ["/", day],
} satisfies Partial<Record<Account, string[]>>;

/** Those whose pages are walked: one for every role, and for what differs within it. */
export const walkers = Object.keys(pagesOf) as (keyof typeof pagesOf)[];

/** The pages about one appointment, which somebody must book first: those of whoever booked it, of those who may open all of them, and
 *  those behind a `link` to it. */
export const pagesAbout = (appointment: string, link: string) => ({
  scheduler: [appointment, `${appointment}/amend`],
  administrator: [appointment],
  auditor: [appointment],
  invited: [link, checkBehind(link)],
});
