import "./notice.css";
import type { ReactNode } from "react";

export interface NoticeProps {
  tone: "permission" | "failed" | "reply" | "ended";
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** A strip under the bridge: something is not as it should be, and what to do about it. */
export function Notice({ tone, title, children, action }: NoticeProps) {
  return (
    <div className={`notice s-${tone}`} role={tone === "failed" ? "alert" : "status"}>
      <i className="dot" aria-hidden="true" />
      <p className="notice-text">
        <b>{title}</b> {children}
      </p>
      {action}
    </div>
  );
}
