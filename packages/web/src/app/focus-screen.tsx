import "./focus-screen.css";
import { Suspense, lazy } from "react";
import { FleetPanel } from "../fleet/fleet-panel.tsx";
import { Loading } from "./loading.tsx";

const SessionPane = lazy(() => import("../session/session-pane.tsx"));

export interface FocusScreenProps {
  id: string | null;
  onOpen(id: string): void;
}

/** The fleet and one session beside it. */
export function FocusScreen({ id, onOpen }: FocusScreenProps) {
  return (
    <div className="focus">
      <FleetPanel openId={id} onOpen={onOpen} />
      <div className="focus-pane">
        {id === null ? (
          <p className="focus-none">Choose a session, or start one.</p>
        ) : (
          <Suspense fallback={<Loading what="the session" />}>
            <SessionPane key={id} id={id} />
          </Suspense>
        )}
      </div>
    </div>
  );
}
