// What is tried again on a busy machine, and what never is.

import { expect, test, type TestInfo } from "@playwright/test";
import { calmly, notTooGood, TooGood, triedAgain } from "../calm.ts";

/** Keeps this process from its turn for longer than a machine does that is fine. */
function keepBusy(): void {
  const until = performance.now() + 700;
  while (performance.now() < until);
}

/** How often a verdict is measured on a busy machine, and what it ends with. */
async function tried(info: TestInfo, got: string, right: string): Promise<{ attempts: number; error: unknown }> {
  let attempts = 0;
  const attempt = async () => {
    attempts += 1;
    keepBusy();
    notTooGood(got, right);
    if (got !== right) throw new Error(`${got} instead of ${right}`);
  };
  const error: unknown = await calmly(info, { limit: 10_000, attempt, leave: () => {} }).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { attempts, error };
}

for (const [got, right] of [
  ["pass", "fail"],
  ["pass", "warn"],
  ["pass", "not_measured"],
  ["warn", "fail"],
  ["warn", "not_measured"],
] as const) {
  test(`${got} where ${right} is right is never tried again`, async ({}, info) => {
    const { attempts, error } = await tried(info, got, right);
    expect(attempts).toBe(1);
    expect(error).toBeInstanceOf(TooGood);
    expect(info.annotations.filter(({ type }) => type === triedAgain)).toEqual([]);
  });
}

for (const [got, right] of [
  ["fail", "pass"],
  ["warn", "pass"],
  ["fail", "not_measured"],
  ["not_measured", "pass"],
  ["not_measured", "fail"],
  ["nothing that anybody knows", "fail"],
] as const) {
  test(`${got} where ${right} is right is tried again while the machine is busy`, async ({}, info) => {
    const { attempts, error } = await tried(info, got, right);
    expect(attempts).toBe(3);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(TooGood);
  });
}

test("what is right is not tried again", async ({}, info) => {
  expect(await tried(info, "fail", "fail")).toEqual({ attempts: 1, error: undefined });
});
