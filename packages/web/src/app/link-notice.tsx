import type { ConnectionState } from "@orbitdock/client";
import { Button } from "../look/button.tsx";
import { useTimeText } from "../look/clock.ts";
import { Notice } from "./notice.tsx";

export interface LinkNoticeProps {
  link: ConnectionState;
  /** When the last frame came, in milliseconds. */
  lastFrameAt: number | null;
  onRetry(): void;
}

/** A loss shorter than this is nobody's business. */
const quietMs = 800;

/** The line is cut: how old what is seen is, and when it is tried again. */
export function LinkNotice({ link, lastFrameAt, onRetry }: LinkNoticeProps) {
  const text = useTimeText((now) => lossText(link, lastFrameAt, now));
  if (link.status !== "reconnecting" || text === "") return null;
  return (
    <Notice
      tone="permission"
      title="Reconnecting,"
      action={
        <Button onClick={onRetry} disabled={link.next_at === null}>
          Try now
        </Button>
      }
    >
      {text}
    </Notice>
  );
}

function lossText(link: ConnectionState, lastFrameAt: number | null, now: number): string {
  if (link.status !== "reconnecting" || now - link.since < quietMs) return "";
  const age = lastFrameAt === null ? "" : `last update ${seconds(now - lastFrameAt)} ago`;
  const next =
    link.next_at === null
      ? "trying now"
      : `next try in ${seconds(Math.max(0, link.next_at - now))}`;
  return [age || "nothing came yet", next, link.attempt > 2 ? link.reason : ""]
    .filter(Boolean)
    .join(" · ");
}

function seconds(ms: number): string {
  const whole = Math.round(ms / 1000);
  return whole < 120 ? `${whole} s` : `${Math.round(whole / 60)} min`;
}
