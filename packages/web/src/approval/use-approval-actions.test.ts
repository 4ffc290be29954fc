import { expect, test } from "bun:test";
import { samplePatch, sampleExec } from "../session/sample-requests.ts";
import { failureOf } from "./use-approval-actions.ts";

test("an error shows on the request whose answer was not taken, and on no other", () => {
  const failure = { requestId: sampleExec.id, text: "Already answered elsewhere." };
  expect(failureOf({ failure }, sampleExec)).toBe(failure.text);
  expect(failureOf({ failure }, samplePatch)).toBeNull();
  expect(failureOf({ failure: null }, sampleExec)).toBeNull();
});
