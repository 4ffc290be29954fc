import { Suspense, lazy, useEffect } from "react";
import { useFleetStatus, useGroups, useServerStatus } from "../fleet/use-fleet-parts.ts";
import { FocusScreen } from "./focus-screen.tsx";
import { Loading } from "./loading.tsx";
import { useConnectionState, useOrbit } from "./orbit.tsx";
import { type Route, navigate, sessionPath } from "./route.ts";

const FirstRun = lazy(() => import("../start/first-run.tsx"));
const Unauthorized = lazy(() => import("./unauthorized.tsx"));
const WallScreen = lazy(() => import("../wall/wall-screen.tsx"));
const PhoneScreen = lazy(() => import("./phone-screen.tsx"));

export interface AppBodyProps {
  route: Route;
  narrow: boolean;
  onOpen(id: string): void;
  onNew(): void;
}

/** What is between the bars: a screen, or what there is to say in its place. */
export function AppBody(props: AppBodyProps) {
  return (
    <Suspense fallback={<Loading what="the fleet" />}>
      <Screen {...props} />
    </Suspense>
  );
}

function Screen({ route, narrow, onOpen, onNew }: AppBodyProps) {
  const { connection } = useOrbit();
  const link = useConnectionState();
  const fleet = useFleetStatus();
  const groups = useGroups();
  const status = useServerStatus();
  const atHome = route.screen === "focus" && route.id === null;
  const first = groups.needs_you[0] ?? groups.working[0] ?? groups.ready[0];

  useEffect(() => {
    if (atHome && !narrow && first) navigate(sessionPath(first), "replace");
  }, [atHome, narrow, first]);

  if (link.status === "unauthorized")
    return <Unauthorized message={link.message} onRetry={connection.reconnectNow} />;
  if (fleet === "loading") return <Loading what="the fleet" />;
  const nobody = Object.values(groups).every((ids: readonly string[]) => ids.length === 0);
  if (nobody && (atHome || route.screen !== "focus"))
    return <FirstRun rehearsal={status?.rehearsal ?? false} onNew={onNew} />;
  if (narrow) return <PhoneScreen route={route} onOpen={onOpen} />;
  if (route.screen === "wall") return <WallScreen onOpen={onOpen} />;
  return <FocusScreen id={route.screen === "focus" ? route.id : null} onOpen={onOpen} />;
}
