import type { ReactNode } from "react";
import { Kbd } from "../keys/kbd.tsx";
import { type KeyAction, keyTable } from "../keys/key-table.ts";
import "./action-button.css";

interface Props {
  onClick(): void;
  children: ReactNode;
  /** Its key is shown, and said to assistive technology. */
  action?: KeyAction | undefined;
  /** A key that is in no table, such as the number of an option. */
  keyLabel?: string | undefined;
  look?: "plain" | "primary" | "ghost" | "danger" | undefined;
  disabled?: boolean | undefined;
  title?: string | undefined;
  pressed?: boolean | undefined;
}

/** A button that shows the key that does the same. */
export function ActionButton(props: Props) {
  const { action, keyLabel, look = "plain", pressed } = props;
  return (
    <button
      type="button"
      className={`abtn abtn-${look}`}
      disabled={props.disabled}
      title={props.title}
      aria-pressed={pressed}
      aria-keyshortcuts={action ? keyTable[action].keys[0].replace("Mod", "Control") : keyLabel}
      onClick={props.onClick}
    >
      {props.children}
      {action && <Kbd action={action} />}
      {keyLabel && (
        <kbd className="kbd" aria-hidden="true">
          {keyLabel}
        </kbd>
      )}
    </button>
  );
}
