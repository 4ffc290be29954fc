import type { SessionState } from "@orbitdock/protocol";
import { useCallback, useMemo, useState } from "react";
import { Virtualizer } from "virtua";
import { type ConversationContext, ConversationProvider } from "./conversation-context.ts";
import { MessageRow } from "./message-row.tsx";
import { FoldedTurn, TurnRule } from "./turn-row.tsx";
import { type Row, rowMaker } from "./turn-rows.ts";
import { useScroll } from "./use-scroll.ts";
import "./conversation.css";

interface Props {
  session: SessionState;
  loadingEarlier: boolean;
  onEarlier(): void;
  loadWhole: ConversationContext["loadWhole"];
}

/** What was said and done. It sticks to its end until the reader scrolls up. */
export function Conversation({ session, loadingEarlier, onEarlier, loadWhole }: Props) {
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const [makeRows] = useState(rowMaker);
  const rows = makeRows(session, (turn) => unfolded.has(turn));
  const { viewport, content, away, unread, toEnd } = useScroll(
    session.messages.length,
    session.has_earlier ? onEarlier : null,
  );
  const shift = useShift(rows);
  const root = session.project_path;
  const waiting = useMemo(
    () => new Set(session.pending_approvals.flatMap((request) => request.message_id ?? [])),
    [session.pending_approvals],
  );
  const context = useMemo(() => ({ root, waiting, loadWhole }), [root, waiting, loadWhole]);

  const toggle = useCallback(
    (turn: number) =>
      setUnfolded((before) => {
        const after = new Set(before);
        if (!after.delete(turn)) after.add(turn);
        return after;
      }),
    [],
  );
  const total = session.token_usage.input_tokens + session.token_usage.output_tokens;

  return (
    <ConversationProvider value={context}>
      <div className="conv">
        <div className="conv-earlier" role="status">
          {loadingEarlier && "Loading what came before…"}
        </div>
        <div
          ref={viewport}
          className="conv-scroll"
          tabIndex={0}
          role="log"
          aria-label="conversation"
          aria-live="off"
        >
          <div ref={content} className="conv-content">
            <Virtualizer scrollRef={viewport} data={rows} shift={shift} bufferSize={600}>
              {(row) => (
                <div key={row.key} className={`conv-row conv-${gapOf(row)}`}>
                  {rowOf(row, total, toggle)}
                </div>
              )}
            </Virtualizer>
            <Working session={session} />
          </div>
        </div>
        {away && (
          <button type="button" className="conv-latest" onClick={toEnd}>
            {unread > 0 ? `${unread} new ↓` : "Latest ↓"}
          </button>
        )}
      </div>
    </ConversationProvider>
  );
}

function rowOf(row: Row, total: number, toggle: (turn: number) => void) {
  switch (row.kind) {
    case "message":
      return <MessageRow message={row.message} place={row.place} />;
    case "folded":
      return <FoldedTurn turn={row.turn} prompt={row.prompt} tools={row.tools} onOpen={toggle} />;
    case "rule": {
      const { turn, foldable } = row;
      return (
        <TurnRule
          turn={turn}
          total={turn.running ? total : 0}
          foldable={foldable}
          onFold={toggle}
        />
      );
    }
  }
}

/** How much room a row leaves below it. */
function gapOf(row: Row): "none" | "small" | "full" {
  if (row.kind === "folded") return "small";
  if (row.kind === "rule") return "full";
  return row.place === "first" || row.place === "middle" ? "none" : "full";
}

/** Says that the agent is at it while nothing else shows it. */
function Working({ session }: { session: SessionState }) {
  const last = session.messages.at(-1);
  if (session.work_status !== "working" || last?.status === "streaming") return null;
  const starting = session.agent_status === "starting";
  return <p className="conv-working">{starting ? "Starting the agent…" : "Thinking…"}</p>;
}

/** Whether rows were put in front: then the place of the reader is kept from the end. */
function useShift(rows: readonly Row[]): boolean {
  const first = rows[0]?.key;
  const [seen, setSeen] = useState({ first, length: rows.length, shift: false });
  if (seen.first !== first || seen.length !== rows.length) {
    const shift = seen.first !== undefined && seen.first !== first && rows.length > seen.length;
    setSeen({ first, length: rows.length, shift });
    return shift;
  }
  return seen.shift;
}
