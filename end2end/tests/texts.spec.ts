// The words of a page: those of its language come beside the client, and without them the page stays as the server sent it.

import type { Page, Route } from "@playwright/test";
import { accounts, password } from "../people.ts";
import { expect, gotoHydrated, test } from "../test.ts";

const words = { es: "Telesala: audiencias y consultas a distancia", en: "Telesala: remote hearings and consultations" };

/** The files of the client that a page asks for from now on, each once. */
function filesOf(page: Page): Set<string> {
  const files = new Set<string>();
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/pkg/")) files.add(pathname);
  });
  return files;
}

test.describe("a page", () => {
  test.use({ expected: [/status of 401/] });

  for (const [language, other, locale, refusal] of [
    ["es", "en", "es-SV", "El nombre o la contraseña no son correctos"],
    ["en", "es", "en-GB", "The name or the password is not right"],
  ] as const) {
    test(`in "${language}" brings the texts of that language alone`, async ({ person }) => {
      const page = await person({ locale });
      const files = filesOf(page);
      await gotoHydrated(page, "/sign-in");
      const catalogues = [...files].filter((file) => file.endsWith(".txt"));
      expect(catalogues).toEqual([expect.stringMatching(new RegExp(`^/pkg/texts\\.${language}\\.[0-9a-f]{16}\\.txt$`))]);
      const said = await (await page.request.get(catalogues[0] as string)).text();
      expect(said).toContain(words[language]);
      expect(said).not.toContain(words[other]);

      const modules = [...files].filter((file) => file.endsWith(".wasm"));
      expect(modules.length).toBeGreaterThan(0);
      for (const module of modules) {
        const code = await (await page.request.get(module)).body();
        for (const text of Object.values(words)) expect(code.includes(text), `"${text}" in ${module}`).toBe(false);
      }

      // This the browser draws itself.
      await page.locator("input[name=name]").fill("nadie");
      await page.locator("input[name=password]").fill("not the password");
      await page.locator("main button[type=submit]").click();
      await expect(page.getByText(refusal)).toBeVisible();
      expect(page.url()).toMatch(/\/sign-in$/);
    });
  }
});

test.describe("texts that are not those of the page's client", () => {
  test.use({ expected: [/Failed to load resource|Failed to fetch|another build/] });

  /** The catalogue without its last text. */
  const shortened = async (route: Route) => {
    const text = await (await route.fetch()).text();
    await route.fulfill({ contentType: "text/plain; charset=utf-8", body: text.slice(0, text.lastIndexOf("\n")) });
  };
  const kinds: [string, RegExp, (route: Route) => Promise<void>][] = [
    ["cannot be had", /Failed to fetch/, (route) => route.abort()],
    ["are one too few", /another build/, shortened],
  ];
  for (const [kind, complaint, answer] of kinds) {
    test(`leave the page as the server sent it, if they ${kind}`, async ({ person }) => {
      const page = await person();
      await page.route(/\/pkg\/texts\./, answer);
      const refused = page.waitForEvent("pageerror", (error) => complaint.test(error.message));
      await page.goto("/sign-in");
      await refused;
      await expect(page.locator("html")).not.toHaveAttribute("data-hydrated");
      await page.getByLabel("Nombre de usuario").fill(accounts.scheduler);
      await page.getByLabel("Contraseña").fill(password);
      await page.getByRole("button", { name: "Entrar" }).click();
      await page.waitForURL((url) => url.pathname === "/");
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(page.getByRole("button", { name: "Salir" })).toBeVisible();
      // This page's own texts may still be on their way.
      await page.unrouteAll({ behavior: "ignoreErrors" });
    });
  }
});
