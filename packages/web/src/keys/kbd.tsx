import "./kbd.css";
import { type KeyAction, keyTable } from "./key-table.ts";

const signs: Record<string, string> = {
  Enter: "↵",
  Escape: "Esc",
  ArrowDown: "↓",
  ArrowUp: "↑",
  ArrowLeft: "←",
  ArrowRight: "→",
};

const apple = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent);

/** A key as it is printed on the keyboard: `Mod+i` is ⌘I on a Mac and Ctrl I elsewhere. */
export function keyLabel(key: string): string {
  const parts = key.split("+");
  const name = parts.at(-1) ?? "";
  const sign = signs[name] ?? name;
  if (parts.includes("Mod")) return apple ? `⌘${sign.toUpperCase()}` : `Ctrl ${sign.toUpperCase()}`;
  if (!parts.includes("Shift")) return sign;
  return sign.length === 1 ? sign.toUpperCase() : `⇧${sign}`;
}

/** The key of an action, for its button. Screen readers hear the button's own `aria-keyshortcuts`. */
export function Kbd({ action }: { action: KeyAction }) {
  return (
    <kbd className="kbd" aria-hidden="true">
      {keyLabel(keyTable[action].keys[0])}
    </kbd>
  );
}
