// Whom somebody seeks stands in no address, also where no scripts run: addresses are kept in histories and logs.

import type { Locator } from "@playwright/test";
import { expect, test } from "../test.ts";

const [detainee, judge] = ["DEMO-0009", "Marta Conacaste Brisa"];

/** Seeks `text` in the field called `label` by the button beside it. */
async function seek(place: Locator, label: string, text: string): Promise<void> {
  await place.getByLabel(label).fill(text);
  const form = place.getByRole("search").filter({ has: place.page().getByLabel(label) });
  await form.getByRole("button", { name: "Buscar" }).click();
}

test("without scripts a booking's people are sought and chosen, and no address names them", async ({ person }) => {
  const page = await person({ as: "scheduler", javaScriptEnabled: false });
  const asked: string[] = [];
  page.on("request", (request) => asked.push(decodeURIComponent(request.url())));
  await page.goto("/appointments/new");
  await page.goto(page.url().replace(/what$/, "who"));

  await seek(page.locator("main"), "Buscar por código o nombre", detainee);
  await page.getByRole("button", { name: new RegExp(detainee) }).click();
  await expect(page.locator(".brought")).toContainText(detainee);

  const part = page.locator("section.part", { has: page.getByRole("heading", { level: 3, name: "Juez o jueza" }) });
  const opener = part.getByRole("link", { name: /^Añadir/ });
  if (await opener.isVisible()) await opener.click();
  await seek(part, "Buscar por nombre", judge);
  await expect(part.getByLabel("Buscar por nombre")).toHaveValue(judge);
  await expect(part.locator(".picks").getByRole("button")).toHaveCount(1);
  await part.locator(".picks").getByRole("button").click();
  await expect(part.locator(".chosen")).toContainText(judge);

  expect(asked.some((address) => address.endsWith("/who?part=judge&sought=1"))).toBe(true);
  expect(asked.filter((address) => /DEMO-0009|Conacaste/.test(address))).toEqual([]);
});
