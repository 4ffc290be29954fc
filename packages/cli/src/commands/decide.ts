import type { Answers, Decision } from "@orbitdock/protocol";
import { CliError } from "../cli-error.ts";
import { askedIn, chooseRequest } from "../choose.ts";
import { command, does, withSession } from "../command.ts";
import type { CommonOptions } from "../command.ts";
import type { Terminal } from "../terminal.ts";

interface ApproveOptions extends CommonOptions {
  session?: boolean;
  always?: boolean;
}

export const approve = does<ApproveOptions>(
  command("approve <session> [request]", "let an agent do what it asks for", [
    "orbitdock approve 1jx3            # the only request that waits",
    "orbitdock approve 1jx3 --session  # and the like of it in this session",
    "orbitdock approve 1jx3 --always   # and for good, by the rule the agent proposes",
  ])
    .option("-s, --session", "also what is like it, in this session")
    .option("-a, --always", "also what is like it, for good"),
  (terminal, options, args) => {
    if (options.session && options.always)
      throw new CliError("usage", "--session and --always say different things: give one of them.");
    const approved = options.always
      ? "approved_always"
      : options.session
        ? "approved_for_session"
        : "approved";
    return decide(terminal, options, args, "approve", approved);
  },
);

export const deny = does<CommonOptions & { reason?: string; stop?: boolean }>(
  command("deny <session> [request]", "do not let an agent do what it asks for", [
    'orbitdock deny 1jx3 --reason "Use the test database"',
    "orbitdock deny 1jx3 --stop",
  ])
    .option("-r, --reason <text>", "told to the agent")
    .option("--stop", "and stop its turn"),
  (terminal, options, args) =>
    decide(terminal, options, args, "deny", options.stop ? "abort" : "denied", options.reason),
);

function decide(
  terminal: Terminal,
  options: CommonOptions,
  [typed, requestId]: (string | undefined)[],
  verb: string,
  decision: Decision,
  reason?: string,
): Promise<void> {
  return withSession(options, typed, async (wire, session) => {
    const request = await chooseRequest(wire, session, requestId, verb);
    if (request.type === "question" && decision.startsWith("approved"))
      throw new CliError(
        "conflict",
        `This is a question, not a request for approval: ${askedIn(request, 200)}\nType: orbitdock answer ${session.id} …`,
      );
    await wire.command({
      type: "approve_tool",
      session_id: session.id,
      request_id: request.id,
      decision,
      message: reason,
    });
    terminal.value({ session_id: session.id, request_id: request.id, decision });
    terminal.line(`${decision}: ${askedIn(request, 200)}`);
  });
}

interface AnswerOptions extends CommonOptions {
  request?: string;
  to: string[];
}

export const answer = does<AnswerOptions>(
  command("answer <session> [answer...]", "answer what an agent asks", [
    "orbitdock answer 1jx3 Yes, both of them",
    "orbitdock answer 1jx3 --to database=SQLite --to tests=unit --to tests=browser",
  ])
    .option("--request <request>", "which request, where several wait")
    .option(
      "--to <question=answer>",
      "answers one question of several; again for another, or for a second choice",
      (value: string, before: string[]) => [...before, value],
      [],
    ),
  (terminal, options, [typed, words]) => {
    const text = [words ?? []].flat().join(" ");
    if ((text === "") === (options.to.length === 0))
      throw new CliError("usage", "Give an answer, or answers by question with --to id=answer.");
    return withSession(options, typed, async (wire, session) => {
      const request = await chooseRequest(wire, session, options.request, "answer --request");
      const answers = options.to.length > 0 ? byQuestion(options.to) : undefined;
      const several = (request.questions?.length ?? 0) > 1;
      if (several && answers === undefined) {
        const to = request.questions?.map(({ id }) => `--to ${id}=…`).join(" ");
        throw new CliError(
          "usage",
          `These are several questions. Type: orbitdock answer ${session.id} ${to}`,
        );
      }
      const known = request.questions?.map(({ id }) => id) ?? [];
      const unknown = Object.keys(answers ?? {}).find((id) => !known.includes(id));
      if (unknown !== undefined)
        throw new CliError(
          "usage",
          `There is no question "${unknown}"; there are: ${known.join(", ")}`,
        );
      await wire.command({
        type: "answer_question",
        session_id: session.id,
        request_id: request.id,
        ...(answers === undefined ? { answer: text } : { answers }),
      });
      terminal.value({ session_id: session.id, request_id: request.id });
      terminal.line(`answered: ${askedIn(request, 200)}`);
    });
  },
);

function byQuestion(pairs: readonly string[]): Answers {
  const answers: Answers = {};
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    if (at < 1) throw new CliError("usage", `--to takes question=answer, not "${pair}"`);
    (answers[pair.slice(0, at)] ??= []).push(pair.slice(at + 1));
  }
  return answers;
}
