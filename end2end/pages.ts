// The pages each person can open: what smoke tests walk and screenshots show.

import type { Account } from "./people.ts";

/** Today where the demo's centres are, as it stands in addresses. */
export const today = new Intl.DateTimeFormat("en-CA", { timeZone: "America/El_Salvador" }).format(new Date());

export const publicPages = ["/sign-in", "/check"];

const day = `/day/${today}`;

export const pagesOf: Record<Account, string[]> = {
  scheduler: ["/", day, "/check"],
  otherScheduler: ["/", day],
  judge: ["/", day],
  lawyer: ["/", day],
  warden: ["/", day],
  otherWarden: ["/", day],
  nurse: ["/", day],
  clinician: ["/", day],
  administrator: ["/", "/outbox"],
  auditor: ["/"],
};
