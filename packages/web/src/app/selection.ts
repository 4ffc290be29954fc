import { useCallback, useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
let selected: string | null = null;

/** The session that the keys act on in the fleet and on the wall. */
export function selectedId(): string | null {
  return selected;
}

export function select(id: string | null): void {
  if (id === selected) return;
  selected = id;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Renders again only where the answer changes: in the row that was left and the one come to. */
export function useIsSelected(id: string): boolean {
  return useSyncExternalStore(
    subscribe,
    useCallback(() => selected === id, [id]),
  );
}

export function useSelected(): string | null {
  return useSyncExternalStore(subscribe, selectedId);
}
