import type { WorkerRequest } from "../rows.ts";
import { WorkerDatabase } from "../worker-database.ts";

/** What a test asks of the worker besides. */
export type Fault = { fault: "sql"; sql: string } | { fault: "throw" } | { fault: "exit" };

declare const self: Worker;

const database = new WorkerDatabase();

/** The store's own worker, which can be made to fail. */
self.onmessage = ({ data }: MessageEvent<{ id: number; request: WorkerRequest } | Fault>) => {
  if (!("fault" in data)) {
    self.postMessage({ id: data.id, reply: database.answer(data.request) });
    return;
  }
  if (data.fault === "sql") database.run(data.sql);
  if (data.fault === "throw") throw new Error("thrown for a test");
  if (data.fault === "exit") process.exit(3);
};
