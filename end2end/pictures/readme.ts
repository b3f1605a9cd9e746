// The three pictures of the README: a centre's board, a booking, the result of a device check.

import { join } from "node:path";
import { bookable, newCase, prepare } from "../booking.ts";
import { button, fine, hear, lookIntoCamera, speak, test } from "../checking.ts";
import { today } from "../pages.ts";
import { root } from "../server.mjs";
import { gotoHydrated, tablet } from "../test.ts";

test.use({ expected: [/./] });

const picture = (name: string) => join(root, "docs/pictures", `${name}.png`);

test("board", async ({ person }) => {
  const page = await person({ as: "warden", viewport: { width: 1366, height: 900 } });
  await gotoHydrated(page, `/day/${today}`);
  await page.getByText("En vivo").waitFor();
  await page.screenshot({ path: picture("board") });
});

test("booking", async ({ person }) => {
  const page = await person({ as: "scheduler", ...tablet });
  const people = { detainee: "DEMO-0001", judge: "Elena Ceibo Lucero", lawyer: "Gabriel Maquilishuat Sol" };
  await prepare(page, { ...people, caseNumber: newCase() });
  const [start] = await bookable(page);
  await page.locator(`input[name=slot][value="${start?.value}"]`).check();
  await page.screenshot({ path: picture("booking") });
});

test("check", async ({ device }) => {
  const { page } = await device(fine);
  await gotoHydrated(page, "/check");
  await button(page, "Permitir cámara y micrófono").click();
  await lookIntoCamera(page);
  await speak(page);
  await hear(page, { line: true });
  await page.screenshot({ path: picture("check") });
});
