import "./app.css";
import { Suspense, lazy, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useGroups, useServerStatus } from "../fleet/use-fleet-parts.ts";
import { useKeys } from "../keys/use-keys.ts";
import { AppBody } from "./app-body.tsx";
import { Bridge } from "./bridge.tsx";
import { countsOf } from "./counts.ts";
import { LiveFoot } from "./live-foot.tsx";
import { useFleetRow } from "./orbit.tsx";
import { LiveNotices } from "./live-notices.tsx";
import { useNarrow } from "./narrow.ts";
import { PhoneNav, type PhoneTab } from "./phone-nav.tsx";
import { type Route, currentRoute, navigate, sessionPath, useRoute } from "./route.ts";
import { select, selectedId, useSelected } from "./selection.ts";
import { nextTheme, setTheme, useTheme } from "./theme.ts";

const NewSession = lazy(() => import("../start/new-session.tsx"));
const Help = lazy(() => import("../keys/help-dialog.tsx"));
const noLimits: never[] = [];

export function App() {
  const route = useRoute();
  const theme = useTheme();
  const narrow = useNarrow();
  const groups = useGroups();
  const status = useServerStatus();
  const counts = useMemo(() => countsOf(groups), [groups]);
  const [dialog, setDialog] = useState<"new" | "help" | null>(null);
  const lastId = useLastId(route);
  const selected = useSelected();
  const inSight = route.screen === "focus" ? route.id : selected;
  const row = useFleetRow(inSight ?? "");
  const screen = route.screen === "wall" ? "wall" : "focus";

  const goTo = useCallback(
    (to: "wall" | "focus") => {
      if (to === "wall") return navigate("/wall");
      const id = selectedId() ?? lastId.current;
      if (currentRoute().screen !== "focus") navigate(id ? sessionPath(id) : "/");
    },
    [lastId],
  );
  const open = useCallback((id: string) => navigate(sessionPath(id)), []);
  const startNew = useCallback(() => setDialog("new"), []);
  const close = useCallback(() => setDialog(null), []);
  const onTab = (tab: PhoneTab) => {
    if (tab === "new") return startNew();
    if (tab === "session") return navigate(lastId.current ? sessionPath(lastId.current) : "/fleet");
    navigate(tab === "needs" ? "/" : "/fleet");
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

  const body = <AppBody route={route} narrow={narrow} onOpen={open} onNew={startNew} />;
  return (
    <div className={narrow ? "app app-phone" : "app"}>
      {!narrow && (
        <Bridge
          screen={screen}
          counts={counts}
          limits={status?.rate_limits ?? noLimits}
          rehearsal={status?.rehearsal ?? false}
          onScreen={goTo}
          onNew={startNew}
        />
      )}
      <LiveNotices />
      <main className="app-main">{body}</main>
      {narrow ? (
        <PhoneNav tab={tabOf(route)} waiting={counts.needs_you} onTab={onTab} />
      ) : (
        <LiveFoot
          screen={screen}
          session={route.screen === "focus" ? row : undefined}
          inSight={row}
          anybody={counts.total > 0}
        />
      )}
      <Suspense>
        {dialog === "new" && <NewSession onClose={close} onStarted={open} />}
        {dialog === "help" && <Help onClose={close} />}
      </Suspense>
    </div>
  );
}

function tabOf(route: Route): PhoneTab {
  if (route.screen !== "focus") return "fleet";
  return route.id === null || route.approval ? "needs" : "session";
}

/** The session that was shown last, to come back to. */
function useLastId(route: Route) {
  const last = useRef<string | null>(null);
  const id = route.screen === "focus" ? route.id : null;
  useEffect(() => {
    if (id === null) return;
    last.current = id;
    select(id);
  }, [id]);
  return last;
}
