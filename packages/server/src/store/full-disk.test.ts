import { expect, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openStore } from "./open.ts";
import { openFaulty, statusThat, temporaryDirectory } from "./testing/open-sample.ts";
import { appendText, SampleSession, sampleMessage } from "./testing/sample-session.ts";

/** A file system of 2 MB, where this user may mount one. */
function mountSmall(path: string): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  return Bun.spawnSync(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", path]).exitCode === 0;
}
const mount = (path: string, ...options: string[]) =>
  Bun.spawnSync(["mount", "-o", `remount,${options.join()}`, path]).exitCode;

test("a real full disk and a real read-only one are lived through", async () => {
  using directory = temporaryDirectory();
  if (!mountSmall(directory.path)) {
    console.log(
      "skipped: no file system can be mounted here; degraded.test.ts bounds the file instead",
    );
    return;
  }
  try {
    const path = join(directory.path, "o.db");
    const { store } = await openFaulty({ path });
    const session = new SampleSession("s1");
    store.append(session.step({ type: "message_appended", message: sampleMessage("s1", "m", "") }));
    expect(await store.durable()).toBe("durable");

    const ballast = join(directory.path, "ballast");
    expect(() => writeFileSync(ballast, Buffer.alloc(4_000_000))).toThrow("ENOSPC");
    store.append(session.step(appendText("m", 0, "x".repeat(100_000))));
    expect(await store.durable()).toBe("degraded");
    expect(store.status.problem).toContain("full");
    rmSync(ballast);
    await statusThat(store, ({ state }) => state === "ok");

    // A file system with files open for writing cannot turn read-only: it is so from the start.
    await store.close(1000);
    expect(mount(directory.path, "ro")).toBe(0);
    const readonly = await openFaulty({ path });
    expect(readonly.store.status.state).toBe("degraded");
    readonly.store.append(session.step(appendText("m", 100_000, "y")));
    expect(await readonly.store.durable()).toBe("degraded");
    expect(mount(directory.path, "rw")).toBe(0);
    await statusThat(readonly.store, ({ state }) => state === "ok");
    await readonly.store.close(1000);

    const again = await openStore({ path });
    expect((await again.store.getMessage("s1", "m"))?.content).toHaveLength(100_001);
    await again.store.close(1000);
  } finally {
    Bun.spawnSync(["umount", directory.path]);
  }
});
