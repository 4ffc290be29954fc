import "./bridge.css";
import type { FleetCounts } from "@orbitdock/client";
import type { RateLimit } from "@orbitdock/protocol";
import { memo } from "react";
import { keyTable } from "../keys/key-table.ts";
import { Button } from "../look/button.tsx";
import { Logo } from "../look/icons.tsx";
import { RateLimits } from "./rate-limits.tsx";

export interface BridgeProps {
  screen: "wall" | "focus";
  counts: FleetCounts;
  limits: readonly RateLimit[];
  rehearsal: boolean;
  onScreen(screen: "wall" | "focus"): void;
  onNew(): void;
}

const screens = [
  ["wall", "Wall", "/wall"],
  ["focus", "Focus", "/"],
] as const;

/** The bar on top: where we are, how the fleet stands, what is left of the allowances. */
export const Bridge = memo(function Bridge(props: BridgeProps) {
  const { screen, counts, limits, rehearsal, onScreen, onNew } = props;
  return (
    <header className="bridge">
      <div className="bridge-logo">
        <Logo />
        OrbitDock
        {rehearsal && (
          <span className="pill pill-quiet" title="a scripted model answers">
            rehearsal
          </span>
        )}
      </div>
      <nav className="bridge-tabs" aria-label="Screens">
        {screens.map(([name, label, href]) => (
          <a
            key={name}
            href={href}
            className="bridge-tab"
            aria-current={name === screen ? "page" : undefined}
            aria-keyshortcuts={keyTable[name].keys[0]}
            title={`${label} (${keyTable[name].keys[0]})`}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              onScreen(name);
            }}
          >
            {label}
          </a>
        ))}
      </nav>
      <div className="bridge-counts">
        <Count tone="permission" count={counts.needs_you} word="need you" live />
        <Count tone="working" count={counts.working} word="working" />
        <Count tone="reply" count={counts.ready} word="ready" ring />
      </div>
      <RateLimits limits={limits} />
      <Button kind="primary" action="newSession" onClick={onNew}>
        New session
      </Button>
    </header>
  );
});

interface CountProps {
  tone: string;
  count: number;
  word: string;
  ring?: boolean;
  live?: boolean;
}

function Count({ tone, count, word, ring, live }: CountProps) {
  const quiet = live && count === 0;
  return (
    <span
      className={`bridge-count s-${quiet ? "ended" : tone}`}
      {...(live ? { role: "status", "aria-live": "polite" } : {})}
    >
      <i className={ring || quiet ? "dot dot-ring" : "dot"} />
      <span>
        <b>{count}</b> {word}
      </span>
    </span>
  );
}
