import { useSyncExternalStore } from "react";
import { Foot, type FootKey } from "./foot.tsx";
import { useConnectionState, useOrbit } from "./orbit.tsx";
import { nextTheme, setTheme, useTheme } from "./theme.ts";

const footKeys: Record<"wall" | "focus", readonly FootKey[]> = {
  wall: [["down", "up", "move"], "open", "allow", "deny", "nextWaiting", "help"],
  focus: [["down", "up", "move"], "open", "nextWaiting", "compose", "inspector", "interrupt", "help"],
};

/** The foot bar, with the state of the line. */
export function LiveFoot({ screen }: { screen: "wall" | "focus" }) {
  const { connection } = useOrbit();
  const link = useConnectionState();
  const theme = useTheme();
  const roundTrip = useSyncExternalStore(everySecond, () => connection.round_trip);
  return (
    <Foot
      keys={footKeys[screen]}
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
