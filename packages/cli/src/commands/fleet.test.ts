import type { SessionSummary } from "@orbitdock/protocol";
import { expect, test } from "bun:test";
import { openTerminal } from "../terminal.ts";
import { row } from "./fleet.ts";

const at = "2026-01-01T00:00:00.000Z";
const summary: SessionSummary = {
  id: "s1",
  provider: "codex",
  project_path: "/p",
  project_name: "p",
  model: null,
  custom_name: "Ada\u001b[2K",
  status: "active",
  work_status: "working",
  has_pending_approval: false,
  started_at: at,
  last_activity_at: at,
  integration_mode: "direct",
  agent_status: "running",
  thread_id: "t",
  effort: null,
  git_branch: null,
  title: null,
  status_since: at,
  last_error: null,
  ended_reason: null,
  forked_from: null,
  pending_approval: null,
  pending_count: 0,
  token_usage: { input_tokens: 0, output_tokens: 0, cached_tokens: 0, context_window: 0 },
  current_tool: null,
  last_line: null,
  queued: 0,
};

test("what an agent says, names, or fails with cannot write over the rows of the fleet", () => {
  const terminal = {
    ...openTerminal(false),
    columns: 200,
    style: (_: unknown, text: string) => text,
  };
  const hostile = "done\u001b[1A\u001b[2K\u202e rm\nnext";
  for (const said of [
    { ...summary, last_line: hostile },
    { ...summary, current_tool: { name: "Bash", argument: hostile } },
    { ...summary, last_error: { message: hostile, at } },
  ]) {
    const shown = row(terminal, said, "s1");
    expect(shown).toContain("done\ufffd[1A\ufffd[2K\ufffd rm next");
    for (const control of ["\u001b", "\u202e", "\n"]) expect(shown).not.toContain(control);
  }
});
