import type { SessionSummary } from "@orbitdock/protocol";
import { useSyncExternalStore } from "react";
import { Foot, type FootKey } from "./foot.tsx";
import { useConnectionState, useOrbit } from "./orbit.tsx";
import { nextTheme, setTheme, useTheme } from "./theme.ts";

/** The keys that work now. */
function footKeys({ screen, session, inSight, anybody }: LiveFootProps): readonly FootKey[] {
  if (!anybody) return ["newSession", "help"];
  const keys: FootKey[] = [["down", "up", "move"], "open"];
  if (inSight?.pending_approval && inSight.pending_approval.type !== "question")
    keys.push("allow", "deny");
  keys.push("nextWaiting");
  if (screen === "focus") keys.push("filter");
  if (session) keys.push("compose", "inspector");
  if (session?.work_status === "working") keys.push("interrupt");
  return [...keys, screen === "wall" ? "focus" : "wall", "help"];
}

export interface LiveFootProps {
  screen: "wall" | "focus";
  /** The session that is open. */
  session: SessionSummary | undefined;
  /** The one that the keys of an approval answer. */
  inSight: SessionSummary | undefined;
  anybody: boolean;
}

/** The foot bar, with the state of the line. */
export function LiveFoot(props: LiveFootProps) {
  const { connection } = useOrbit();
  const link = useConnectionState();
  const theme = useTheme();
  const roundTrip = useSyncExternalStore(everySecond, () => connection.round_trip);
  return (
    <Foot
      keys={link.status === "unauthorized" ? [] : footKeys(props)}
      link={link.status}
      roundTrip={roundTrip}
      theme={theme}
      onTheme={() => setTheme(nextTheme(theme))}
    />
  );
}

function everySecond(listener: () => void): () => void {
  const timer = setInterval(listener, 1000);
  return () => clearInterval(timer);
}
