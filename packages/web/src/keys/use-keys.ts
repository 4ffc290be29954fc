import { useEffect, useLayoutEffect, useRef } from "react";
import { type KeyAction, keyTable } from "./key-table.ts";

/** What to do for each action; giving false lets others have the key. */
export type KeyHandlers = Partial<Record<KeyAction, (event: KeyboardEvent) => void | false>>;

/**
 * Acts on keys while mounted and `enabled`. The last mounted goes first. Plain keys are ignored while
 * a text field has the focus, except those that end it (Escape) or have a modifier (Mod+…).
 */
export function useKeys(handlers: KeyHandlers, enabled = true): void {
  const latest = useRef(handlers);
  useLayoutEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    if (!enabled) return;
    const entry = { handle: (event: KeyboardEvent) => act(latest.current, event) };
    stack.push(entry);
    return () => void stack.splice(stack.indexOf(entry), 1);
  }, [enabled]);
}

/** Keeps keys from whatever was mounted before: for dialogs, whose own fields still have them. */
export function useKeyBarrier(): void {
  useEffect(() => {
    const entry = { handle: () => false, barrier: true };
    stack.push(entry);
    return () => void stack.splice(stack.indexOf(entry), 1);
  }, []);
}

const stack: { handle(event: KeyboardEvent): boolean; barrier?: boolean }[] = [];

if (typeof document !== "undefined")
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    for (let at = stack.length - 1; at >= 0; at--) {
      const entry = stack[at];
      if (entry?.barrier) return;
      if (entry?.handle(event)) {
        event.preventDefault();
        return;
      }
    }
  });

function act(handlers: KeyHandlers, event: KeyboardEvent): boolean {
  for (const [action, handler] of Object.entries(handlers)) {
    const { keys } = keyTable[action as KeyAction];
    const key = keys.find((one) => matches(event, one));
    if (key === undefined || (isTyping(event) && !reachesTextField(key))) continue;
    if (handler(event) !== false) return true;
  }
  return false;
}

function matches(event: KeyboardEvent, key: string): boolean {
  const parts = key.split("+");
  const name = parts.at(-1) ?? "";
  const mod = parts.includes("Mod");
  if (mod !== (event.metaKey || event.ctrlKey) || event.altKey) return false;
  if (parts.includes("Shift"))
    return event.shiftKey && event.key.toLowerCase() === name.toLowerCase();
  const single = name.length === 1;
  if (single && /[a-z]/i.test(name) && event.shiftKey && !mod) return false;
  return event.key === name || (mod && event.key.toLowerCase() === name);
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function reachesTextField(key: string): boolean {
  return key === "Escape" || key.startsWith("Mod+");
}

/** Whether the key is for a control that has the focus: Enter on a button presses the button. */
export function isForControl(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof Element)) return false;
  const control = target.closest("button, a, summary, [role=tab]");
  return control !== null && !control.classList.contains("frow");
}
