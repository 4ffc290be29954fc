import "./app.css";
import { useCallback, useEffect, useState } from "react";
import { useGroups, useServerStatus } from "../fleet/use-fleet-parts.ts";
import { useKeys } from "../keys/use-keys.ts";
import { WallScreen } from "../wall/wall-screen.tsx";
import { Bridge } from "./bridge.tsx";
import { FocusScreen } from "./focus-screen.tsx";
import { LiveFoot } from "./live-foot.tsx";
import { navigate, sessionPath, useRoute } from "./route.ts";
import { nextTheme, setTheme, useTheme } from "./theme.ts";

const noLimits: never[] = [];

export function App() {
  const route = useRoute();
  const theme = useTheme();
  const groups = useGroups();
  const status = useServerStatus();
  const [, setDialog] = useState<"new" | "help" | null>(null);
  const screen = route.screen === "wall" ? "wall" : "focus";
  const openId = route.screen === "focus" ? route.id : null;

  const goTo = useCallback((to: "wall" | "focus") => navigate(to === "wall" ? "/wall" : "/"), []);
  const open = useCallback((id: string) => navigate(sessionPath(id)), []);
  const startNew = useCallback(() => setDialog("new"), []);
  const counts = {
    needs_you: groups.needs_you.length,
    working: groups.working.length,
    ready: groups.ready.length,
    ended: groups.ended.length,
    total: 0,
  };

  useKeys({
    help: () => setDialog("help"),
    newSession: startNew,
    wall: () => goTo("wall"),
    focus: () => goTo("focus"),
    theme: () => setTheme(nextTheme(theme)),
  });
  useEffect(() => {
    document.title = counts.needs_you > 0 ? `(${counts.needs_you}) OrbitDock` : "OrbitDock";
  }, [counts.needs_you]);

  return (
    <div className="app">
      <Bridge
        screen={screen}
        counts={counts}
        limits={status?.rate_limits ?? noLimits}
        rehearsal={status?.rehearsal ?? false}
        onScreen={goTo}
        onNew={startNew}
      />
      <div />
      <main className="app-main">
        {screen === "wall" ? (
          <WallScreen onOpen={open} />
        ) : (
          <FocusScreen id={openId} onOpen={open} />
        )}
      </main>
      <LiveFoot screen={screen} />
    </div>
  );
}
