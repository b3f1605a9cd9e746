// What axe finds against WCAG 2.2 A and AA.

import { createRequire } from "node:module";
import { expect, type Page } from "@playwright/test";
import axe from "axe-core";

const source = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** The rules whose findings depend on colours. */
const colours = ["color-contrast", "link-in-text-block"];

/** `changed`: since the page was looked at whole, nothing of it changed but that. */
export async function expectAccessible(page: Page, { changed }: { changed?: "colours" } = {}): Promise<void> {
  // After a link was followed in the browser, the page that was asked for may still be on its way.
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
  await expect(page).toHaveTitle(/./);
  // Read into the page by the debugger, so that the page's content security policy stays as people have it.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(await script());
  const runOnly: axe.RunOnly = changed ? { type: "rule", values: colours } : { type: "tag", values: standards };
  const violations = await page.evaluate(async (runOnly) => {
    const found = await (window as unknown as { axe: typeof axe }).axe.run(document, { runOnly, resultTypes: ["violations"] });
    return found.violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.slice(0, 5).map((node) => node.html.slice(0, 200)) }));
  }, runOnly);
  expect(violations, `axe on ${page.url()}`).toEqual([]);
}

let text: string | undefined;
async function script(): Promise<string> {
  const { readFile } = await import("node:fs/promises");
  text ??= await readFile(source, "utf8");
  return text;
}
