/** What the benches measure of the server that no socket shows; `bench/` imports it by this name. */
export { type Fed, type Pipeline, startPipeline } from "./pipeline.ts";
export { storeFleet } from "./stored-fleet.ts";
