import type { CurrentTurn, EndedTurn, Message, SessionState } from "@orbitdock/protocol";

/** Where a tool call stands in a run of them, which share one box. */
export type Place = "only" | "first" | "middle" | "last";

/** What a turn is, apart from its messages. */
export interface TurnFacts {
  number: number;
  ended: EndedTurn | null;
  running: CurrentTurn | null;
}

export type Row =
  | { kind: "message"; key: string; message: Message; place: Place }
  | { kind: "rule"; key: string; turn: TurnFacts; foldable: boolean }
  | { kind: "folded"; key: string; turn: TurnFacts; prompt: string; tools: number };

interface Group {
  turn: number | undefined;
  messages: Message[];
}

interface Kept {
  messages: readonly Message[];
  facts: TurnFacts | null;
  open: boolean;
  newest: boolean;
  rows: Row[];
}

/**
 * Makes the rows of a conversation, and gives the same rows again for turns in which nothing
 * changed. `isOpen` says of an older turn whether the reader unfolded it.
 */
export function rowMaker(): (
  session: Pick<SessionState, "messages" | "turn" | "turns">,
  isOpen: (turn: number) => boolean,
) => Row[] {
  let kept = new Map<string, Kept>();
  return (session, isOpen) => {
    const next = new Map<string, Kept>();
    const groups = groupByTurn(session.messages);
    const ended = new Map(session.turns.map((turn) => [turn.number, turn]));
    const rows: Row[] = [];
    for (const [at, group] of groups.entries()) {
      const newest = at === groups.length - 1;
      const key = `${group.turn ?? "before"}:${at === 0 ? "first" : group.messages[0]?.id}`;
      const before = kept.get(key);
      const facts = factsOf(group.turn, session.turn, ended, before?.facts ?? null);
      const open = newest || group.turn === undefined || isOpen(group.turn);
      const same =
        before !== undefined &&
        before.facts === facts &&
        before.open === open &&
        before.newest === newest &&
        sameItems(before.messages, group.messages);
      const made = same
        ? before
        : {
            messages: group.messages,
            facts,
            open,
            newest,
            rows: rowsOf(group, facts, open, newest),
          };
      next.set(key, made);
      rows.push(...made.rows);
    }
    kept = next;
    return rows;
  };
}

function groupByTurn(messages: readonly Message[]): Group[] {
  const groups: Group[] = [];
  let last: Group | undefined;
  for (const message of messages) {
    if (!last || last.turn !== message.turn) {
      last = { turn: message.turn, messages: [] };
      groups.push(last);
    }
    last.messages.push(message);
  }
  return groups;
}

function factsOf(
  number: number | undefined,
  running: CurrentTurn | null,
  ended: Map<number, EndedTurn>,
  before: TurnFacts | null,
): TurnFacts | null {
  if (number === undefined) return null;
  const facts = {
    number,
    ended: ended.get(number) ?? null,
    running: running?.number === number ? running : null,
  };
  const same = before?.ended === facts.ended && before.running === facts.running;
  return same ? before : facts;
}

function rowsOf(group: Group, facts: TurnFacts | null, open: boolean, newest: boolean): Row[] {
  const first = group.messages[0]?.id ?? "";
  if (facts && !open) {
    const prompt = group.messages.find((one) => one.message_type === "user")?.content ?? "";
    const tools = group.messages.filter(isTool).length;
    return [{ kind: "folded", key: `turn ${facts.number} ${first}`, turn: facts, prompt, tools }];
  }
  const rows: Row[] = [];
  if (facts)
    rows.push({
      kind: "rule",
      key: `turn ${facts.number} ${first}`,
      turn: facts,
      foldable: !newest,
    });
  const shown = group.messages.filter(hasSomething);
  for (const [at, message] of shown.entries())
    rows.push({
      kind: "message",
      key: message.id,
      message,
      place: isTool(message) ? placeOf(shown[at - 1], shown[at + 1]) : "only",
    });
  return rows;
}

function placeOf(before: Message | undefined, after: Message | undefined): Place {
  const [joins, joined] = [before && isTool(before), after && isTool(after)];
  if (joins) return joined ? "middle" : "last";
  return joined ? "first" : "only";
}

export function isTool(message: Message): boolean {
  return message.message_type === "tool" || message.message_type === "tool_result";
}

/** Thoughts that the provider keeps to itself come empty. */
function hasSomething(message: Message): boolean {
  return (
    message.message_type !== "thinking" || message.content !== "" || message.status === "streaming"
  );
}

function sameItems(one: readonly Message[], other: readonly Message[]): boolean {
  return one.length === other.length && one.every((item, at) => item === other[at]);
}
