import { expect, test } from "bun:test";
import { Glob } from "bun";

test("the worker loads no schemas: they are most of the time a process takes to start", async () => {
  const entry = new URL("./worker.ts", import.meta.url).pathname;
  const { outputs } = await Bun.build({ entrypoints: [entry], target: "bun" });
  expect(await outputs[0]?.text()).not.toContain("zod");
  expect(outputs[0]?.size).toBeLessThan(60_000);
});

test("every migration is applied", async () => {
  const { migrations } = await import("./migrate.ts");
  const directory = new URL("./migrations", import.meta.url).pathname;
  const files = await Array.fromAsync(new Glob("*.sql").scan(directory));
  const texts = await Promise.all(
    files.toSorted().map((name) => Bun.file(`${directory}/${name}`).text()),
  );
  expect(migrations).toEqual(texts);
});
