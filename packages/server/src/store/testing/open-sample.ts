import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StoreStatus } from "@orbitdock/protocol";
import { openStore } from "../open.ts";
import type { StoreOptions } from "../options.ts";
import type { Store } from "../store.ts";
import type { Fault } from "./faulty-worker.ts";

/** A directory of its own, removed at the end of the scope. */
export function temporaryDirectory(): Disposable & { path: string } {
  const path = mkdtempSync(join(tmpdir(), "orbitdock-store-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** A store whose worker can be made to fail, with what it said to the log. */
export async function openFaulty(options: StoreOptions) {
  const workers: Worker[] = [];
  const logged: { level: string; message: string; facts: Record<string, unknown> }[] = [];
  const opened = await openStore({
    log: (level, message, facts) => logged.push({ level, message, facts }),
    ...options,
    timing: { retryMs: 5, retryMaxMs: 20, ...options.timing },
    spawn: () => {
      const worker = new Worker(new URL("./faulty-worker.ts", import.meta.url));
      workers.push(worker);
      return worker;
    },
  });
  const fault = (fault: Fault) => workers.at(-1)?.postMessage(fault);
  return { ...opened, workers, logged, fault };
}

/** Resolves with the first status that fits; fails after 10 s. */
export function statusThat(
  store: Store,
  fits: (status: StoreStatus) => boolean,
): Promise<StoreStatus> {
  if (fits(store.status)) return Promise.resolve(store.status);
  return new Promise((resolve, reject) => {
    const off = store.onStatus((status) => {
      if (!fits(status)) return;
      off();
      clearTimeout(timer);
      resolve(status);
    });
    const timer = setTimeout(() => {
      off();
      reject(new Error(`the status stayed ${JSON.stringify(store.status)}`));
    }, 10_000);
  });
}
