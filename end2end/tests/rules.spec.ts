// Keeping the rules: hours, blocks, absences, separations, settings. Everything is a form, so everything works twice: with
// scripts and without.

import type { Page } from "@playwright/test";
import { expectAccessible } from "../axe.ts";
import { atRest, expect, hydrated, test } from "../test.ts";
import { expectNoSidewaysScroll } from "../width.ts";

/** A day of next year, so that nothing of the demo is booked on it. */
const year = new Date().getFullYear() + 1;

for (const scripts of [true, false]) {
  const how = scripts ? "with scripts" : "without scripts";

  test.describe(`the rules ${how}`, () => {
    test.use({ expected: [/status of (409|422)/] });

    const settled = async (page: Page) => {
      if (scripts) await atRest(page);
    };
    const look = async (page: Page) => {
      await settled(page);
      // Axe runs in the page, which it can only where scripts run.
      if (scripts) await expectAccessible(page);
    };
    /** The warden's only centre. */
    const openCentre = async (page: Page) => {
      await page.goto("/centres");
      await look(page);
      await page.getByRole("table").getByRole("link").first().click();
      await expect(page.getByRole("heading", { name: "Salas", exact: true })).toBeVisible();
      await look(page);
    };

    test("a warden changes the hours of a room for two days at once", async ({ person }) => {
      const page = await person({ as: "otherWarden", javaScriptEnabled: scripts });
      await openCentre(page);
      await page.getByRole("link", { name: /Cambiar el horario.*Locutorio/ }).click();
      await page.getByRole("link", { name: "Cambiar Jueves" }).click();
      await expect(page.getByRole("heading", { name: "Cambiar: jueves" })).toBeVisible();
      await look(page);
      const second = page.getByRole("group", { name: "Periodo 2" });
      await second.getByLabel("Desde").fill("17:00");
      await second.getByLabel("Hasta").fill("20:00");
      await page.getByRole("button", { name: "Guardar" }).click();
      await expect(page.locator(".error-summary")).toContainText("Se cruza con otro periodo");
      await expect(page.getByRole("group", { name: "Periodo 2" }).getByLabel("Hasta")).toHaveValue("20:00");
      await look(page);
      await page.getByRole("group", { name: "Periodo 2" }).getByLabel("Desde").fill(scripts ? "18:30" : "19:00");
      await page.getByRole("checkbox", { name: "Domingo" }).check();
      await page.getByRole("button", { name: "Guardar" }).click();
      await expect(page.getByText("El cambio quedó guardado")).toBeVisible();
      for (const day of ["Jueves", "Domingo"]) {
        await expect(page.getByRole("row", { name: new RegExp(day) })).toContainText(scripts ? "18:30–20:00" : "19:00–20:00");
      }
      await expect(page.getByRole("row", { name: /Viernes/ })).not.toContainText("20:00");
    });

    test("a warden says where people wait for a room", async ({ person }) => {
      const area = scripts ? "NORTE" : "SUR";
      const page = await person({ as: "otherWarden", javaScriptEnabled: scripts });
      await openCentre(page);
      await page.getByRole("link", { name: /Cambiar el horario.*Locutorio/ }).click();
      await look(page);
      await page.getByLabel("Código de la zona").fill(area);
      await page.getByRole("button", { name: "Cambiar la zona" }).click();
      await expect(page.getByText("El cambio quedó guardado")).toBeVisible();
      await expect(page.getByText(`Zona de espera: ${area}`)).toBeVisible();
    });

    test("a warden says how many people a room holds", async ({ person }) => {
      const people = scripts ? "12" : "14";
      const page = await person({ as: "otherWarden", javaScriptEnabled: scripts });
      await openCentre(page);
      await page.getByRole("link", { name: /Cambiar el horario.*Locutorio/ }).click();
      await look(page);
      await page.getByRole("textbox", { name: /^Personas/ }).fill("0");
      await page.getByRole("button", { name: "Cambiar el número" }).click();
      await expect(page.getByRole("textbox", { name: /^Personas/ })).toHaveValue("0");
      await expect(page.locator(".error-summary")).toContainText("500");
      await settled(page);
      await page.getByRole("textbox", { name: /^Personas/ }).fill(people);
      await page.getByRole("button", { name: "Cambiar el número" }).click();
      await expect(page.getByText("El cambio quedó guardado")).toBeVisible();
      await expect(page.getByText(`Caben ${people} personas`)).toBeVisible();
    });

    test("a warden records that somebody leaves, takes it back, and says of what category they are", async ({ person }) => {
      const page = await person({ as: "otherWarden", javaScriptEnabled: scripts });
      await openCentre(page);
      await page.getByRole("link", { name: "Ver a las personas" }).click();
      await expect(page.getByRole("heading", { name: "Traslados y libertades" })).toBeVisible();
      await look(page);
      await page.getByRole("table", { name: "Lista de personas", exact: true }).getByRole("link").last().click();
      await expect(page.getByText("No hay salida registrada")).toBeVisible();
      await look(page);
      await page.getByRole("button", { name: "Ver a qué afecta" }).click();
      await expect(page.locator(".error-summary")).toContainText("Motivo");
      await settled(page);
      await page.getByLabel("Motivo").selectOption("transfer");
      await page.getByLabel("Primer día en que ya no está").fill(`${year}-03-01`);
      await page.getByRole("button", { name: "Ver a qué afecta" }).click();
      await expect(page.getByText("No afecta a ninguna cita")).toBeVisible();
      await look(page);
      await page.getByRole("button", { name: "Registrar la salida" }).click();
      await expect(page.getByText("La salida quedó registrada")).toBeVisible();
      await expect(page.getByText("Traslado: primer día fuera,")).toBeVisible();
      await look(page);
      await page.getByRole("button", { name: "Quitar la salida" }).click();
      await expect(page.getByText("La salida se quitó")).toBeVisible();
      await settled(page);
      await page.getByLabel("Situación jurídica").selectOption("sentenced");
      await page.getByRole("button", { name: "Guardar la categoría" }).click();
      await expect(page.getByText("La categoría quedó guardada")).toBeVisible();
      await expect(page.getByLabel("Situación jurídica")).toHaveValue("sentenced");
    });

    test("a warden searches who is held, and nothing of it gets into the address", async ({ person }) => {
      const page = await person({ as: "otherWarden", javaScriptEnabled: scripts });
      await openCentre(page);
      await page.getByRole("link", { name: "Ver a las personas" }).click();
      const people = page.getByRole("table", { name: "Lista de personas", exact: true });
      await expect(people).toBeVisible();
      await settled(page);
      const last = people.getByRole("row").last();
      const [name, code] = [await last.getByRole("link").innerText(), await last.getByRole("cell").nth(1).innerText()];
      const search = page.getByRole("searchbox", { name: /^Buscar/ });
      await search.fill(code);
      await page.getByRole("button", { name: "Buscar" }).click();
      await expect(people.getByRole("row")).toHaveCount(2);
      await expect(people.getByRole("link", { name, exact: true })).toBeVisible();
      expect(new URL(page.url()).search).toBe(scripts ? "" : "?sought=1");
      await search.fill("Nadie Se Llama Así");
      await page.getByRole("button", { name: "Buscar" }).click();
      await expect(page.getByText("No se encontró a nadie con ese nombre o código.")).toBeVisible();
      expect(new URL(page.url()).search).toBe(scripts ? "" : "?sought=1");
      await look(page);
    });

    test("what was refused of a person is not said of what is saved after it", async ({ person }) => {
      const page = await person({ as: "otherWarden", javaScriptEnabled: scripts });
      await openCentre(page);
      await page.getByRole("link", { name: "Ver a las personas" }).click();
      await page.getByRole("table", { name: "Lista de personas", exact: true }).getByRole("link").last().click();
      await expect(page.getByText("No hay salida registrada")).toBeVisible();
      await settled(page);
      const status = page.getByLabel("Situación jurídica");
      const [theirs, ours] = (await status.inputValue()) === "remand" ? ["sentenced", "remand"] : ["remand", "sentenced"];
      // A colleague is quicker.
      const beside = await page.context().newPage();
      await beside.goto(page.url());
      await settled(beside);
      await beside.getByLabel("Situación jurídica").selectOption(theirs);
      await beside.getByRole("button", { name: "Guardar la categoría" }).click();
      await expect(beside.getByText("La categoría quedó guardada")).toBeVisible();
      await beside.close();
      await status.selectOption(ours);
      await page.getByRole("button", { name: "Guardar la categoría" }).click();
      const refused = page.getByText("Alguien cambió esto mientras usted lo editaba");
      await expect(refused).toBeVisible();
      // The form stands on what the colleague saved: the page is drawn anew, and nothing typed into it is lost from here on.
      await expect(page.locator('input[name="form[seen]"]')).toHaveValue(new RegExp(theirs));
      await settled(page);
      await page.getByLabel("Motivo").selectOption("release");
      await page.getByLabel("Primer día en que ya no está").fill(`${year}-03-02`);
      await page.getByRole("button", { name: "Ver a qué afecta" }).click();
      await expect(page.getByRole("button", { name: "Registrar la salida" })).toBeVisible();
      await settled(page);
      await page.getByRole("button", { name: "Registrar la salida" }).click();
      await expect(page.getByText("La salida quedó registrada")).toBeVisible();
      await expect(refused).toHaveCount(0);
      await settled(page);
      await page.getByRole("button", { name: "Quitar la salida" }).click();
      await expect(page.getByText("La salida se quitó")).toBeVisible();
    });

    test("a warden sees what a block hits, blocks with a cause, and lifts it", async ({ person }) => {
      const page = await person({ as: "warden", javaScriptEnabled: scripts });
      await openCentre(page);
      await page.getByRole("link", { name: "Bloquear", exact: true }).click();
      await expect(page.getByRole("heading", { name: "Qué y cuándo" })).toBeVisible();
      await look(page);
      const hour = scripts ? "09:00" : "10:00";
      await page.getByLabel("Desde el día").fill(`${year}-03-01`);
      await page.getByLabel("Hora de inicio").fill(hour);
      await page.getByLabel("Hasta el día").fill(`${year}-03-01`);
      await page.getByLabel("Hora final").fill("08:00");
      await page.getByRole("button", { name: "Ver a qué afecta" }).click();
      await expect(page.locator(".error-summary")).toContainText("El final debe ser posterior");
      await look(page);
      await page.getByLabel("Hora final").fill("12:00");
      await page.getByRole("button", { name: "Ver a qué afecta" }).click();
      await expect(page.getByText("No afecta a ninguna cita")).toBeVisible();
      await look(page);
      await page.getByRole("button", { name: "Bloquear" }).click();
      await expect(page.locator(".error-summary")).toContainText("Causa");
      await settled(page);
      await page.getByLabel("Causa").selectOption("maintenance");
      await page.getByLabel("Explicación").fill("Cambio de pantalla");
      await page.getByRole("button", { name: "Bloquear" }).click();
      await expect(page.getByText("El bloqueo quedó registrado")).toBeVisible();
      const row = page.getByRole("row", { name: new RegExp(`1 mar, ${hour}`) });
      await expect(row).toContainText("Cambio de pantalla");
      await look(page);
      await row.getByRole("button", { name: /Levantar/ }).click();
      await expect(page.getByText("El bloqueo se levantó")).toBeVisible();
      await expect(row).toHaveCount(0);
    });

    test("a judge records an absence that hits hearings, each with a link", async ({ person }) => {
      const page = await person({ as: "judge", javaScriptEnabled: scripts });
      await page.goto("/absences");
      await look(page);
      const day = scripts ? "02" : "03";
      await page.getByLabel("Desde el día").fill(`${year}-03-${day}`);
      await page.getByLabel("Hora de inicio").fill("08:00");
      await page.getByLabel("Hasta el día").fill(`${year}-03-${day}`);
      await page.getByLabel("Hora final").fill("16:00");
      await page.getByRole("button", { name: "Ver a qué afecta" }).click();
      await expect(page.getByRole("heading", { name: "Por qué" })).toBeVisible();
      await settled(page);
      await page.getByLabel("Causa").selectOption("leave");
      await page.getByRole("button", { name: "Registrar la ausencia" }).click();
      await expect(page.getByText("La ausencia quedó registrada")).toBeVisible();
      await look(page);
      await page.getByRole("button", { name: new RegExp(`Quitar.*${Number(day)} mar`) }).click();
      await expect(page.getByText("La ausencia se quitó")).toBeVisible();
    });

    test("an administrator says when somebody works", async ({ person }) => {
      const page = await person({ as: "administrator", javaScriptEnabled: scripts });
      const name = scripts ? "Samuel Colibrí Monte" : "Inés Paterna Duna";
      await page.goto("/absences");
      await settled(page);
      await page.getByLabel("Buscar por nombre").fill(name);
      await page.getByRole("button", { name: "Buscar" }).click();
      await expect(page.getByRole("link", { name: new RegExp(name) })).toBeVisible();
      expect(new URL(page.url()).search, "no name in the address").toBe("?sought=1");
      await page.getByRole("link", { name: new RegExp(name) }).click();
      await expect(page.getByRole("heading", { name: "Horario de trabajo" })).toBeVisible();
      await expect(page.getByRole("row", { name: /Lunes/ })).toContainText("A cualquier hora");
      await look(page);
      await page.getByRole("link", { name: "Cambiar Lunes" }).click();
      await expect(page.getByRole("heading", { name: `Horario de trabajo: ${name}` })).toBeVisible();
      // What the first day that is saved makes of the others is said before it is saved.
      await expect(page.getByText("los días sin horas cuentan como «No trabaja»")).toBeVisible();
      await look(page);
      const first = page.getByRole("group", { name: "Periodo 1" });
      await first.getByLabel("Desde").fill("08:00");
      await first.getByLabel("Hasta").fill("07:00");
      await page.getByRole("button", { name: "Guardar" }).click();
      await expect(page.locator(".error-summary")).toContainText("El final debe ser posterior");
      await expect(page.getByRole("group", { name: "Periodo 1" }).getByLabel("Hasta")).toHaveValue("07:00");
      await look(page);
      await page.getByRole("group", { name: "Periodo 1" }).getByLabel("Hasta").fill("14:00");
      await page.getByRole("checkbox", { name: "Martes" }).check();
      await page.getByRole("button", { name: "Guardar" }).click();
      await expect(page.getByText("El cambio quedó guardado")).toBeVisible();
      await page.getByRole("link", { name: "Volver a las ausencias" }).click();
      for (const day of ["Lunes", "Martes"]) {
        await expect(page.getByRole("row", { name: new RegExp(day) })).toContainText("08:00–14:00");
      }
      await expect(page.getByRole("row", { name: /Miércoles/ })).toContainText("No trabaja");
    });

    test("a warden keeps two apart, and nobody else opens the page", async ({ person }) => {
      const page = await person({ as: "warden", javaScriptEnabled: scripts });
      await page.goto("/separations");
      await look(page);
      const [one, other] = scripts ? ["DEMO-0005", "DEMO-0006"] : ["DEMO-0007", "DEMO-0010"];
      await page.getByLabel("Una parte").fill(one);
      await page.getByLabel("La otra parte").fill(other);
      await page.getByRole("button", { name: "Separar", exact: true }).click();
      await expect(page.locator(".error-summary")).toContainText("Motivo");
      await expect(page.getByLabel("La otra parte")).toHaveValue(other);
      await look(page);
      await page.getByLabel("Motivo").fill("Declara en su contra");
      await page.getByRole("button", { name: "Separar", exact: true }).click();
      await expect(page.getByText("La separación quedó registrada")).toBeVisible();
      const line = page.getByRole("listitem").filter({ hasText: one }).filter({ hasText: other });
      await expect(line).toContainText("Declara en su contra");
      await line.getByRole("button", { name: /Terminar/ }).click();
      await expect(page.getByText("La separación terminó")).toBeVisible();
    });

    test("an administrator changes a notice period, makes a token that is shown once, and revokes it", async ({ person }) => {
      const page = await person({ as: "administrator", javaScriptEnabled: scripts });
      await page.goto("/settings");
      await look(page);
      await page.getByLabel("Revisión de medidas").fill(scripts ? "12" : "13");
      await page.getByRole("button", { name: "Guardar" }).click();
      await expect(page.getByText("Los plazos quedaron guardados")).toBeVisible();
      await settled(page);
      const name = `Sistema ${how}`;
      await page.getByLabel("Institución").selectOption({ index: 1 });
      await page.getByLabel("Nombre").fill(name);
      await page.getByLabel("Leer citas, salas y agenda").check();
      await page.getByRole("button", { name: "Crear la clave" }).click();
      await expect(page.getByText("Copie la clave ahora")).toBeVisible();
      await expect(page.locator("code.secret")).toContainText(/^telesala_\S{20,}$/);
      await look(page);
      await page.goto("/settings");
      await settled(page);
      await expect(page.locator("code.secret")).toHaveCount(0);
      await page.getByRole("button", { name: `Revocar ${name}` }).click();
      await expect(page.getByText("La clave se revocó y ya no sirve")).toBeVisible();
      await expect(page.getByRole("row", { name: new RegExp(name) })).toContainText("Revocada");
    });
  });
}

test.describe("whose the rules are not", () => {
  test.use({ expected: [/status of (403|404)/] });

  test("a scheduler opens neither centres nor separations nor settings", async ({ person }) => {
    const page = await person({ as: "scheduler" });
    for (const path of ["/centres", "/separations", "/settings"]) {
      expect((await page.goto(path))?.status(), path).toBe(403);
    }
  });
});

test("the pages of a centre do not scroll sideways on a phone", { tag: "@phone" }, async ({ person }) => {
  const page = await person({ as: "warden", viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
  await page.goto("/centres");
  const centre = (await page.getByRole("table").getByRole("link").first().getAttribute("href")) ?? "";
  await page.goto(centre);
  const room = (await page.getByRole("link", { name: /Cambiar el horario/ }).first().getAttribute("href")) ?? "";
  for (const path of [centre, room, `${centre}/detainees`, `${centre}/counts`, `${centre}/rules`, `${centre}/block`]) {
    await page.goto(path);
    await hydrated(page);
    await expectNoSidewaysScroll(page);
  }
});
