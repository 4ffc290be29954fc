import "./foot.css";
import { memo } from "react";
import { Kbd } from "../keys/kbd.tsx";
import { type KeyAction, keyTable } from "../keys/key-table.ts";
import { type Theme } from "./theme.ts";

/** A key, or two that belong together (`j k move`). */
export type FootKey = KeyAction | readonly [KeyAction, KeyAction, string];

export interface FootProps {
  keys: readonly FootKey[];
  link: "connecting" | "open" | "reconnecting" | "unauthorized" | "closed";
  /** Milliseconds of the last ping. */
  roundTrip: number | null;
  theme: Theme;
  onTheme(): void;
}

const words = {
  connecting: "connecting",
  open: "connected",
  reconnecting: "reconnecting",
  unauthorized: "not let in",
  closed: "closed",
} as const;

/** The bar below: the keys that work now, and how the line is. */
export const Foot = memo(function Foot({ keys, link, roundTrip, theme, onTheme }: FootProps) {
  const tone = { open: "s-ok", connecting: "s-ended", reconnecting: "s-permission" };
  const shown = tone[link as keyof typeof tone] ?? "s-failed";
  return (
    <footer className="foot">
      {keys.map((key) => (
        <FootHint key={String(key)} hint={key} />
      ))}
      <button type="button" className="foot-theme" onClick={onTheme} title="change the theme">
        <Kbd action="theme" /> {theme} theme
      </button>
      <span className={`foot-key ${shown}`}>
        <i className="dot foot-dot" />
        <span className="num">
          {words[link]}
          {link === "open" && roundTrip !== null && ` · ${formatMs(roundTrip)}`}
        </span>
      </span>
    </footer>
  );
});

function FootHint({ hint }: { hint: FootKey }) {
  const one = typeof hint === "string";
  return (
    <span className="foot-key">
      <Kbd action={one ? hint : hint[0]} />
      {!one && <Kbd action={hint[1]} />}
      {one ? keyTable[hint].label : hint[2]}
    </span>
  );
}

function formatMs(ms: number): string {
  return ms < 10 ? `${Math.max(0.1, ms).toFixed(1)} ms` : `${Math.round(ms)} ms`;
}
