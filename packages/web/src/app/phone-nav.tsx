import "./phone-nav.css";
import { LineIcon } from "../look/icons.tsx";

export type PhoneTab = "needs" | "fleet" | "session" | "new";

const tabs: readonly [PhoneTab, string, string][] = [
  ["needs", "Needs you", "M10 2 18 17H2Z M10 8v4 M10 14.5v.1"],
  ["fleet", "Fleet", "M3 3h6v6H3Z M11 3h6v6h-6Z M3 11h6v6H3Z M11 11h6v6h-6Z"],
  ["session", "Session", "M3 4h14v10H8l-4 3v-3H3Z"],
  ["new", "New", "M10 4v12M4 10h12"],
];

export interface PhoneNavProps {
  tab: PhoneTab;
  waiting: number;
  onTab(tab: PhoneTab): void;
}

/** The bar at the bottom of a phone. */
export function PhoneNav({ tab, waiting, onTab }: PhoneNavProps) {
  return (
    <nav className="pnav" aria-label="Screens">
      {tabs.map(([name, label, d]) => (
        <button
          key={name}
          type="button"
          className="pnav-tab"
          aria-current={name === tab ? "page" : undefined}
          onClick={() => onTab(name)}
        >
          <span className="pnav-icon">
            <LineIcon d={d} />
            {name === "needs" && waiting > 0 && (
              <b className="pnav-badge num" aria-hidden="true">
                {waiting}
              </b>
            )}
          </span>
          {label}
          {name === "needs" && (
            <span className="hidden-text" role="status">
              {waiting} waiting
            </span>
          )}
        </button>
      ))}
    </nav>
  );
}
