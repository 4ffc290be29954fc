import { useSyncExternalStore } from "react";

/** Where the app is, as its address says. On a desk `needs` and `fleet` are both the Focus screen. */
export type Route =
  | { screen: "focus"; id: string | null; approval: boolean }
  | { screen: "wall" }
  | { screen: "fleet" };

const moved = new Set<() => void>();
let path = "";
let route: Route = { screen: "focus", id: null, approval: false };

/** Reads a path: `/`, `/wall`, `/fleet`, `/session/ID`, `/session/ID/approval`. */
export function parseRoute(pathname: string): Route {
  const [first, id, rest] = pathname.split("/").slice(1);
  if (first === "wall") return { screen: "wall" };
  if (first === "fleet") return { screen: "fleet" };
  if (first === "session" && id)
    return { screen: "focus", id: decoded(id), approval: rest === "approval" };
  return { screen: "focus", id: null, approval: false };
}

/** A bare `%` is no escape: take it as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function sessionPath(id: string): string {
  return `/session/${encodeURIComponent(id)}`;
}

export function currentRoute(): Route {
  if (location.pathname !== path) {
    path = location.pathname;
    route = parseRoute(path);
  }
  return route;
}

/** Goes to a path of ours without loading the page again. */
export function navigate(to: string, how: "push" | "replace" = "push"): void {
  if (to === location.pathname) return;
  if (how === "push") history.pushState(null, "", to);
  else history.replaceState(null, "", to);
  for (const tell of moved) tell();
}

function subscribe(listener: () => void): () => void {
  moved.add(listener);
  window.addEventListener("popstate", listener);
  return () => {
    moved.delete(listener);
    window.removeEventListener("popstate", listener);
  };
}

export function useRoute(): Route {
  return useSyncExternalStore(subscribe, currentRoute);
}
