// Devices that are missing or broken, up to the result as the person reads it. Every verdict: scenarios.spec.ts.

import { expectAccessible } from "../axe.ts";
import { allow, button, camera, granted, hear, heading, microphone, passed, skip, speak, step, test } from "../checking.ts";
import { expect } from "../test.ts";

test("without a camera the microphone is judged all the same", async ({ device }) => {
  const { page } = await device(["--use-fake-device-for-media-stream=device-count=0", "--use-fake-ui-for-media-stream", microphone("speech")]);
  await allow(page);
  await expect(heading(page, /^Permisos: no hay ninguno conectado/)).toBeVisible();
  await expect(page.getByText("Cámara: no se encontró ninguno conectado")).toBeVisible();
  await expect(page.getByText("Micrófono: permiso dado")).toBeVisible();
  await expectAccessible(page);
  await button(page, "Seguir sin esto").click();
  await speak(page);
  const result = await hear(page);
  expect(step(result, "permission")).toEqual({ step: "permission", verdict: "fail", findings: ["not_found"] });
  expect(step(result, "camera")?.verdict).toBe("not_measured");
  expect(step(result, "microphone")).toEqual(passed("microphone"));
  expect(result.verdict).toBe("fail");
});

const pictures: [name: string, heading: string, verdict: string, finding: string[]][] = [
  ["black", "Cámara: imagen a oscuras", "fail", ["black"]],
  ["frozen", "Cámara: imagen congelada", "warn", ["frozen"]],
];
for (const [name, words, verdict, findings] of pictures) {
  test(`a ${name} picture is found and told`, async ({ device }) => {
    const { page } = await device([...granted, camera(name), microphone("speech")]);
    await allow(page);
    await expect(heading(page, words)).toBeVisible({ timeout: 15_000 });
    await expectAccessible(page);
    await button(page, "Seguir sin esto").click();
    await skip(page);
    const result = await hear(page);
    expect(step(result, "camera")).toEqual({ step: "camera", verdict, findings });
    await expect(heading(page, verdict === "fail" ? /no saldría bien/ : /incompleta/)).toBeVisible();
  });
}
