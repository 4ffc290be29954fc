import type { SessionState } from "@orbitdock/protocol";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { Kbd } from "../keys/kbd.tsx";
import type { KeyAction } from "../keys/key-table.ts";
import { useKeys } from "../keys/use-keys.ts";
import { canResume } from "../fleet/can-resume.ts";

interface Props {
  session: SessionState;
  inspector: boolean;
  onInspector(): void;
  onResume(): void;
  onMode(mode: "rename" | "end" | "fork" | "compact"): void;
}

interface Item {
  label: string;
  action?: KeyAction;
  act(): void;
  hidden?: boolean;
}

/** What is seldom done with a session. */
export function SessionMenu({ session, inspector, onInspector, onResume, onMode }: Props) {
  const [open, setOpen] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const direct = session.integration_mode === "direct";
  const alive = session.status === "active";
  const items: Item[] = [
    {
      label: inspector ? "Hide inspector" : "Show inspector",
      action: "inspector",
      act: onInspector,
    },
    { label: "Rename…", action: "rename", act: () => onMode("rename") },
    { label: "Fork…", act: () => onMode("fork"), hidden: !direct || !session.thread_id },
    { label: "Compact…", act: () => onMode("compact"), hidden: !direct || !alive },
    { label: "Resume", action: "resume", act: onResume, hidden: !canResume(session) },
    { label: "End session…", action: "end", act: () => onMode("end"), hidden: !direct || !alive },
  ];

  function close() {
    setOpen(false);
    opener.current?.focus();
  }
  useKeys({ interrupt: close }, open);
  useEffect(() => {
    if (!open) return;
    list.current?.querySelector("button")?.focus();
    const away = (event: PointerEvent) => {
      const inside =
        event.target instanceof Node && list.current?.parentElement?.contains(event.target);
      if (!inside) setOpen(false);
    };
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, [open]);

  return (
    <div className="smenu">
      <button
        ref={opener}
        type="button"
        className="smenu-open"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label="session menu"
        onClick={() => setOpen(!open)}
      >
        <span aria-hidden="true">⋯</span>
      </button>
      {open && (
        <div ref={list} className="smenu-list" role="menu" tabIndex={-1} onKeyDown={moveFocus}>
          {items
            .filter((item) => !item.hidden)
            .map(({ label, action, act }) => (
              <button
                key={label}
                type="button"
                role="menuitem"
                className="smenu-item"
                onClick={() => {
                  close();
                  act();
                }}
              >
                {label}
                {action && <Kbd action={action} />}
              </button>
            ))}
        </div>
      )}
    </div>
  );
}

function moveFocus(event: KeyboardEvent<HTMLElement>) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Tab") event.preventDefault();
  if (step === undefined) return;
  event.preventDefault();
  const items = [...event.currentTarget.querySelectorAll("button")];
  const at = items.indexOf(document.activeElement as HTMLButtonElement);
  items[(at + step + items.length) % items.length]?.focus();
}
