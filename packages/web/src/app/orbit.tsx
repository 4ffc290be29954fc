import type { Connection, FleetStore, SessionStores } from "@orbitdock/client";
import { createContext, useCallback, useContext, useSyncExternalStore } from "react";

/** What containers read from: the connection and the stores that live on it. */
export interface Orbit {
  connection: Connection;
  fleet: FleetStore;
  sessions: SessionStores;
}

const OrbitContext = createContext<Orbit | null>(null);
export const OrbitProvider = OrbitContext.Provider;

/** @throws outside of an OrbitProvider. */
export function useOrbit(): Orbit {
  const orbit = useContext(OrbitContext);
  if (!orbit) throw new Error("useOrbit needs an OrbitProvider");
  return orbit;
}

export function useConnectionState(): ReturnType<Connection["getState"]> {
  const { connection } = useOrbit();
  return useSyncExternalStore(connection.subscribe, connection.getState);
}

/** One row of the fleet; renders again only when that row changed. */
export function useFleetRow(id: string): ReturnType<FleetStore["getSession"]> {
  const { fleet } = useOrbit();
  const subscribe = useCallback(
    (listener: () => void) => fleet.subscribeSession(id, listener),
    [fleet, id],
  );
  return useSyncExternalStore(subscribe, () => fleet.getSession(id));
}

/** A whole session, subscribed at the server while something shows it. */
export function useSession(id: string): ReturnType<ReturnType<SessionStores["get"]>["getState"]> {
  const { sessions } = useOrbit();
  const store = sessions.get(id);
  return useSyncExternalStore(store.subscribe, store.getState);
}
