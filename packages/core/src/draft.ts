import {
  apply,
  type Message,
  type MessageChanges,
  type NoticeKind,
  type SessionChange,
  type SessionState,
  type StateChanges,
} from "@orbitdock/protocol";
import type { Context, Rejection } from "./context.ts";
import type { Effect } from "./effect.ts";
import type { AgentError } from "./input.ts";

/**
 * One decision while it is made: what was decided so far is already in `state`. Facts set one by one
 * leave as a single `session_delta`, after the messages they speak of.
 */
export class Draft {
  state: SessionState;
  readonly ctx: Context;
  readonly effects: Effect[] = [];
  rejection: Rejection | null = null;
  #changes: SessionChange[] = [];
  #delta: StateChanges | null = null;

  constructor(state: SessionState, ctx: Context) {
    this.state = state;
    this.ctx = ctx;
  }

  get changed(): boolean {
    return this.#changes.length > 0 || this.#delta !== null;
  }

  /** Adds a change and folds it in. */
  change(change: SessionChange): void {
    // These two touch facts that a waiting delta may hold: it has to go first.
    if (change.type === "turn_ended" || change.type === "session_ended") this.#flush();
    this.#changes.push(change);
    this.state = apply(this.state, change);
  }

  /** Sets facts; those that are so already are left out. */
  set(changes: StateChanges): void {
    const fresh: Record<string, unknown> = {};
    let any = false;
    for (const [key, value] of Object.entries(changes)) {
      if (value === undefined || value === this.state[key as keyof StateChanges]) continue;
      fresh[key] = value;
      any = true;
    }
    if (!any) return;
    this.#delta = { ...this.#delta, ...fresh };
    this.state = apply(this.state, { type: "session_delta", changes: fresh });
  }

  /** For seed clients, which know of a request only through the delta. */
  tellPendingApproval(): void {
    this.#delta = { ...this.#delta, pending_approval: this.state.pending_approval };
  }

  update(messageId: string, changes: MessageChanges): void {
    this.change({ type: "message_updated", message_id: messageId, changes });
  }

  append(fields: Partial<Message> & Pick<Message, "message_type" | "content">): Message {
    const turn = this.state.turn?.number ?? this.state.turns.at(-1)?.number;
    const message: Message = {
      id: fields.id ?? this.ctx.nextId(),
      session_id: this.state.id,
      tool_name: null,
      tool_input: null,
      tool_output: null,
      is_error: false,
      timestamp: this.ctx.now,
      duration_ms: null,
      ...(turn === undefined ? {} : { turn }),
      ...fields,
    };
    this.change({ type: "message_appended", message });
    return message;
  }

  notice(kind: NoticeKind, text: string, nativeId?: string): void {
    const last = this.state.messages.at(-1);
    // A row of retries is one notice that counts up, not a wall of them.
    if (kind === "retry" && last?.notice === "retry" && last.turn === this.state.turn?.number) {
      this.update(last.id, { content: text });
      return;
    }
    this.append({
      message_type: "assistant",
      content: text,
      notice: kind,
      is_error: kind === "error",
      ...(nativeId === undefined ? {} : { native_id: nativeId }),
    });
  }

  /** Shows an error in the transcript and on the fleet. */
  fail(error: AgentError): void {
    this.notice("error", error.hint ? `${error.message}\n\n${error.hint}` : error.message);
    this.set({ last_error: { ...error, at: this.ctx.now } });
  }

  effect(effect: Effect): void {
    this.effects.push(effect);
  }

  reject(code: Rejection["code"], message: string): void {
    this.rejection = { code, message };
  }

  /** All changes, in order. */
  take(): SessionChange[] {
    this.#flush();
    return this.#changes;
  }

  #flush(): void {
    if (this.#delta === null) return;
    this.#changes.push({ type: "session_delta", changes: this.#delta });
    this.#delta = null;
  }
}
