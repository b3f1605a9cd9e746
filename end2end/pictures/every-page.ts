// All pages in three sizes, light and dark, Spanish and English, into target/screenshots/<person>/.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pagesOf, publicPages, walkers } from "../pages.ts";
import type { Account } from "../people.ts";
import { root } from "../server.mjs";
import { gotoHydrated, test } from "../test.ts";

const sizes = {
  desktop: { viewport: { width: 1366, height: 768 } },
  tablet: { viewport: { width: 1024, height: 768 }, hasTouch: true },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
};

const walks: [string, Account | undefined, string[]][] = [
  ["anybody", undefined, [...publicPages, "/no-such-page"]],
  ...walkers.map((account): [string, Account, string[]] => [account, account, pagesOf[account]]),
];

test.use({ expected: [/./] });

for (const [who, as, paths] of walks) {
  for (const [size, options] of Object.entries(sizes)) {
    test(`${who} on ${size}`, async ({ person, server }) => {
      const folder = join(root, "target/screenshots", who);
      mkdirSync(folder, { recursive: true });
      const page = await person({ as, ...options });
      for (const path of paths) {
        for (const language of ["es", "en"]) {
          await page.context().addCookies([{ name: "telesala_language", value: language, url: server.address }]);
          await gotoHydrated(page, path);
          for (const colorScheme of ["light", "dark"] as const) {
            await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
            const name = path.replaceAll("/", "-").replace(/^-/, "") || "home";
            await page.screenshot({ path: join(folder, `${name}.${size}.${language}.${colorScheme}.png`), fullPage: true });
          }
        }
      }
    });
  }
}
