import type { EndedTurn } from "@orbitdock/protocol";
import { expect, test } from "bun:test";
import { forkPoint } from "./fork-point.ts";

const at = "2026-01-01T00:00:00.000Z";
const ended = (number: number, native_id: string | null): EndedTurn => ({
  number,
  native_id,
  outcome: native_id === null ? "failed" : "completed",
  started_at: at,
  ended_at: at,
});
const running = {
  number: 9,
  native_id: "r",
  started_at: at,
  interrupting: false,
  tokens_before: 0,
};
const turns = [ended(1, null), ended(2, "b"), ended(3, null), ended(4, "d")];

test("a fork leaves its source where it was told to", () => {
  expect(forkPoint({ turn: null, turns }, null)).toEqual({ source_turn_id: null });
  expect(forkPoint({ turn: running, turns }, null)).toMatchObject({ code: "conflict" });
  expect(forkPoint({ turn: running, turns }, 4)).toEqual({ source_turn_id: "d" });
  expect(forkPoint({ turn: null, turns }, 2)).toEqual({ source_turn_id: "b" });
  expect(forkPoint({ turn: null, turns }, 5)).toMatchObject({ code: "invalid_argument" });
});

test("after a turn that the agent never began it keeps what came before it, and no more", () => {
  expect(forkPoint({ turn: null, turns }, 3)).toEqual({ source_turn_id: "b" });
  expect(forkPoint({ turn: null, turns }, 1)).toMatchObject({ code: "conflict" });
});
