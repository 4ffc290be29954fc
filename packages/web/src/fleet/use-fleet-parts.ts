import type { FleetGroups, FleetView } from "@orbitdock/client";
import type { ServerStatus } from "@orbitdock/protocol";
import { useSyncExternalStore } from "react";
import { useOrbit } from "../app/orbit.tsx";

/** Who is in which group; renders again only when someone changes place. */
export function useGroups(): FleetGroups {
  const { fleet } = useOrbit();
  return useSyncExternalStore(fleet.subscribe, () => fleet.getState().groups);
}

export function useServerStatus(): ServerStatus | null {
  const { fleet } = useOrbit();
  return useSyncExternalStore(fleet.subscribe, () => fleet.getState().server_status);
}

export function useFleetStatus(): FleetView["status"] {
  const { fleet } = useOrbit();
  return useSyncExternalStore(fleet.subscribe, () => fleet.getState().status);
}
