import type { WorkerRequest } from "./rows.ts";
import { WorkerDatabase } from "./worker-database.ts";

declare const self: Worker;

const database = new WorkerDatabase();

self.onmessage = ({ data }: MessageEvent<{ id: number; request: WorkerRequest }>) => {
  self.postMessage({ id: data.id, reply: database.answer(data.request) });
};
