import { expect, test } from "bun:test";
import type { StoreStatus } from "@orbitdock/protocol";
import type { AgentOffset } from "../store/store.ts";
import { Relief } from "./relief.ts";

const megabyte = 1024 * 1024;

function heardOver(state: StoreStatus["state"], megabytes: number): AgentOffset[] {
  const told: AgentOffset[] = [];
  const relief = new Relief(
    () => ({ state, problem: null, hint: null, unsaved: 0 }),
    (heard) => told.push(heard),
  );
  for (let offset = 1; offset <= megabytes; offset++)
    relief.handled({ agent: "codex", instance: "i", offset }, megabyte);
  return told;
}

test("while the disk takes nothing, the host lets go of what was handled before its room is full", () => {
  expect(heardOver("degraded", 20).map(({ offset }) => offset)).toEqual([8, 16]);
});

test("as long as the store writes, only what is on disk is let go", () => {
  expect(heardOver("ok", 20)).toEqual([]);
});
