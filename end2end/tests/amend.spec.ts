// Two change the same hearing at once: the second loses nothing of what they typed, and sees what the first changed.

import type { Page } from "@playwright/test";
import { expectAccessible } from "../axe.ts";
import { begin } from "../begun.ts";
import { book, choose, ground, newCase, type Start, starts, typeBasis, weeksLater } from "../booking.ts";
import { today } from "../pages.ts";
import { atRest, expect, gotoHydrated, hydrated, test } from "../test.ts";

const people = { detainee: "DEMO-0016", judge: "Tomás Amate Río", lawyer: "Iván Quetzal Arena" };

const caseOf = (page: Page) => page.getByLabel("Número de expediente");
const typeOf = (page: Page) => page.getByLabel("Tipo de audiencia");
const basisOf = (page: Page) => page.getByRole("group", { name: "Resolución que autoriza la modalidad remota" });

for (const scripts of [true, false]) {
  test.describe(scripts ? "with scripts" : "without scripts", () => {
    // What is stale is told by its status too.
    test.use({ expected: [/status of 409/] });

    test("a change made on a stale page is compared, kept and saved again", async ({ person }) => {
      test.setTimeout(120_000);
      const [before, theirs, mine] = [newCase(), newCase(), newCase()];
      const first = await person({ as: "scheduler" });
      await begin(first, { ...people, caseNumber: before });
      await weeksLater(first, 3);
      await choose(first, (await starts(first)).at(-1) as Start);
      const appointment = await book(first);

      // Both have the form before either saves.
      const second = await person({ as: "scheduler", javaScriptEnabled: scripts, viewport: { width: 1024, height: 768 } });
      await second.goto(`${appointment}/amend`);
      if (scripts) await hydrated(second);
      await gotoHydrated(first, `${appointment}/amend`);

      await caseOf(first).fill(theirs);
      await typeOf(first).selectOption({ label: "Vista pública" });
      await first.getByRole("button", { name: "Guardar el cambio" }).click();
      await first.waitForURL(/done=amended/);

      const resolution = `R-${mine}`;
      await caseOf(second).fill(mine);
      await typeBasis(basisOf(second), { resolution, judge: people.judge });
      await second.getByRole("button", { name: "Guardar el cambio" }).click();
      await expect(second.getByText("Alguien modificó la cita mientras usted escribía")).toBeVisible();
      if (scripts) await atRest(second);
      const column = (title: string) => second.locator(".compared > div", { has: second.getByRole("heading", { name: title }) }).getByRole("listitem");
      const changed = column("Cambió mientras tanto");
      await expect(changed).toHaveCount(2);
      await expect(changed.filter({ hasText: `Expediente: ${before} → ${theirs}` })).toHaveCount(1);
      await expect(changed.filter({ hasText: "Tipo de audiencia: Audiencia preliminar → Vista pública" })).toHaveCount(1);
      await expect(column("Lo que usted escribió")).toHaveText([
        `Expediente: ${mine}`,
        `Resolución: ${resolution} · ${today} · ${people.judge} · ${ground}`,
        "Posición de la persona acusada: Acepta la modalidad remota",
      ]);

      // The form holds what was typed, and what the other changed where nothing was.
      await expect(caseOf(second)).toHaveValue(mine);
      await expect(typeOf(second)).toHaveValue("trial");
      await expect(basisOf(second).getByLabel("Número de la resolución")).toHaveValue(resolution);
      await expect(basisOf(second).getByLabel("Fecha de la resolución")).toHaveValue(today);
      await expect(basisOf(second).getByLabel("Quién la firmó")).toHaveValue(people.judge);
      await expect(basisOf(second).getByLabel("Motivo")).toHaveValue(ground);
      await expect(basisOf(second).getByLabel("Acepta la modalidad remota")).toBeChecked();
      if (scripts) await expectAccessible(second);

      await second.getByRole("button", { name: "Guardar mi cambio sobre la versión nueva" }).click();
      await second.waitForURL(/done=amended/);
      await expect(second.getByText("El cambio quedó guardado")).toBeVisible();
      await expect(second.getByRole("heading", { level: 1 })).toHaveText(`Vista pública · ${mine}`);
      await expect(second.locator("main")).toContainText(`${resolution}, del `);
      await expect(second.locator(".record-entry", { hasText: "Modificó" })).toHaveCount(2);
    });
  });
}
