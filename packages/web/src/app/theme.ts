import { useSyncExternalStore } from "react";

export const themes = ["system", "dark", "light"] as const;
export type Theme = (typeof themes)[number];

const key = "orbitdock.theme";
const listeners = new Set<() => void>();
let chosen: Theme | null = null;

function theme(): Theme {
  return (chosen ??= remembered());
}

function remembered(): Theme {
  try {
    const kept = localStorage.getItem(key);
    return themes.find((one) => one === kept) ?? "system";
  } catch {
    return "system";
  }
}

export function setTheme(next: Theme): void {
  chosen = next;
  try {
    localStorage.setItem(key, next);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  show();
  for (const listener of listeners) listener();
}

function show() {
  const light =
    theme() === "light" ||
    (theme() === "system" && matchMedia("(prefers-color-scheme: light)").matches);
  if (light) document.documentElement.dataset["theme"] = "light";
  else delete document.documentElement.dataset["theme"];
}

/** Follows the system while that is what was chosen. */
export function followSystemTheme(): void {
  show();
  matchMedia("(prefers-color-scheme: light)").addEventListener("change", show);
}

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, theme);
}

export function nextTheme(now: Theme): Theme {
  return themes[(themes.indexOf(now) + 1) % themes.length] ?? "system";
}
