import "./phone-screen.css";
import { Suspense, lazy, useCallback } from "react";
import { useFleetRow } from "./orbit.tsx";
import { PhoneFleet } from "../fleet/phone-fleet.tsx";
import { PhoneNeeds } from "../wall/phone-needs.tsx";
import { LineIcon } from "../look/icons.tsx";
import { Loading } from "./loading.tsx";
import { type Route, navigate, sessionPath } from "./route.ts";

const SessionPane = lazy(() => import("../session/session-pane.tsx"));
const PhoneApproval = lazy(() => import("../wall/phone-approval.tsx"));

export interface PhoneScreenProps {
  route: Route;
  onOpen(id: string): void;
}

/** One thing at a time, for a phone. */
export default function PhoneScreen({ route, onOpen }: PhoneScreenProps) {
  const openApproval = useCallback((id: string) => navigate(`${sessionPath(id)}/approval`), []);
  if (route.screen !== "focus") return <PhoneFleet onOpen={onOpen} />;
  if (route.id === null) return <PhoneNeeds onOpen={onOpen} onApproval={openApproval} />;
  if (route.approval) return <Approval id={route.id} />;
  return (
    <div className="phone-session">
      <BackBar />
      <div className="phone-pane">
        <Suspense fallback={<Loading what="the session" />}>
          <SessionPane key={route.id} id={route.id} />
        </Suspense>
      </div>
    </div>
  );
}

function Approval({ id }: { id: string }) {
  const session = useFleetRow(id);
  return (
    <div className="phone-session">
      <BackBar />
      <div className="phone-pane">
        <Suspense fallback={<Loading what="what it asks" />}>
          {session?.pending_approval ? (
            <PhoneApproval session={session} request={session.pending_approval} />
          ) : (
            <div className="phone-done">
              <p>Nothing waits here any more.</p>
              <button type="button" className="button" onClick={() => navigate("/")}>
                Who else needs you
              </button>
            </div>
          )}
        </Suspense>
      </div>
    </div>
  );
}

function BackBar() {
  return (
    <button
      type="button"
      className="phone-back"
      onClick={() => (history.length > 1 ? history.back() : navigate("/"))}
    >
      <LineIcon d="M12 4 6 10l6 6" size={18} />
      Back
    </button>
  );
}
