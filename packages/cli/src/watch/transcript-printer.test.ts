import type { ApprovalRequest, Message, SessionState } from "@orbitdock/protocol";
import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { createTranscriptPrinter } from "./transcript-printer.ts";

const plain = { style: (_style: unknown, text: string) => text, columns: () => 60 };

const message = (id: string, content: string, more: Partial<Message> = {}) =>
  ({
    id,
    message_type: "assistant",
    content,
    status: "complete",
    tool_name: null,
    tool_output: null,
    ...more,
  }) as Message;
const session = (messages: Message[], more: Partial<SessionState> = {}) =>
  ({ id: "s1", messages, pending_approvals: [], turns: [], ...more }) as unknown as SessionState;
const request = (id: string, more: Partial<ApprovalRequest> = {}) =>
  ({
    id,
    type: "exec",
    command: `run ${id}`,
    options: ["approved", "denied"],
    risk: "normal",
    ...more,
  }) as ApprovalRequest;

test("however a text comes, it is printed once and whole", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom("a", "b", " ", "\n") }), { minLength: 1 }),
      (parts) => {
        const printer = createTranscriptPrinter(plain);
        let shown = "";
        let content = "";
        for (const part of parts) {
          content += part;
          shown += printer.show(session([message("m1", content, { status: "streaming" })]));
          shown += printer.show(session([message("m1", content, { status: "streaming" })]));
        }
        shown += printer.show(session([message("m1", content)]));
        shown += printer.show(session([message("m1", content)]));
        expect(shown.trim()).toBe(content.trim());
      },
    ),
  );
});

test("messages come in their order, each once, and a tool with its output when it is over", () => {
  const printer = createTranscriptPrinter(plain);
  const user = message("u", "do it", { message_type: "user" });
  const tool = message("t", "npm   test", {
    message_type: "tool",
    tool_name: "Bash",
    status: "streaming",
  });
  const after = message("a", "Done.", { status: "streaming" });
  expect(printer.show(session([user, tool]))).toBe("\n› do it\n");
  expect(printer.show(session([user, tool, after]))).toBe("");
  const output = Array.from({ length: 20 }, (_, at) => `line  ${at}`).join("\n");
  const ended = { ...tool, status: "complete" as const, tool_output: output };
  const shown = printer.show(session([user, ended, after]));
  expect(shown).toStartWith("Bash npm test\n  … 8 lines before\n  line  8\n");
  expect(shown).toEndWith("  line  19\n\nDone.");
  expect(printer.show(session([user, ended, { ...after, status: "interrupted" }]))).toBe(
    " ⏹ interrupted\n",
  );
});

test("a request is shown once, whole, with what to type", () => {
  const printer = createTranscriptPrinter(plain);
  const always = request("r1", {
    options: ["approved", "approved_for_session", "approved_always", "denied"],
    proposed_amendment: ["run"],
    risk: "high",
    risk_reasons: ["Deletes files"],
    command: `rm ${"x".repeat(200)}\u001b[2K\nsecond`,
  });
  const shown = printer.show(session([], { pending_approvals: [always] }));
  expect(shown).toContain(`  rm ${"x".repeat(200)}\ufffd[2K\n  second\n`);
  expect(shown).toContain("risk: high Deletes files");
  for (const typed of [
    "approve s1\n",
    "approve s1 --session\n",
    "approve s1 --always   # run\n",
    "deny s1 --reason",
  ])
    expect(shown).toContain(`orbitdock ${typed}`);
  expect(printer.show(session([], { pending_approvals: [always] }))).toBe("");
  const two = printer.show(session([], { pending_approvals: [always, request("r2")] }));
  expect(two).toContain("orbitdock approve s1 r2\n");
  const question = request("r3", {
    type: "question",
    command: null,
    question: "Where?",
    questions: [
      {
        id: "where",
        header: "",
        question: "Where?",
        options: [{ label: "Here" }, { label: "There" }],
      },
      { id: "when", header: "", question: "When?", options: [] },
    ],
  });
  expect(printer.show(session([], { pending_approvals: [question] }))).toContain(
    'orbitdock answer s1 --to where="…" --to when="…"',
  );
});

test("of a long session only the end is shown, and of its turns only those that fail from now on", () => {
  const printer = createTranscriptPrinter(plain);
  const old = Array.from({ length: 50 }, (_, at) => message(`m${at}`, `text ${at}`));
  const failed = {
    number: 1,
    outcome: "failed",
    error: "no quota",
  } as SessionState["turns"][number];
  const shown = printer.show(session(old, { turns: [failed] }));
  expect(shown).not.toContain("text 29\n");
  expect(shown).toContain("text 30\n");
  expect(shown).not.toContain("no quota");
  expect(printer.show(session(old, { turns: [failed, { ...failed, number: 2 }] }))).toBe(
    "— turn failed: no quota\n",
  );
});
