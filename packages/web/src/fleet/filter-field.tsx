import "./filter-field.css";
import type { Ref } from "react";
import { Kbd } from "../keys/kbd.tsx";

export interface FilterFieldProps {
  ref: Ref<HTMLInputElement>;
  value: string;
  onChange(value: string): void;
  onMove(by: 1 | -1): void;
  onEnter(): void;
}

/** Narrows the fleet; the arrows walk the list without leaving the field. */
export function FilterField({ ref, value, onChange, onMove, onEnter }: FilterFieldProps) {
  return (
    <label className="filter">
      <input
        ref={ref}
        type="search"
        placeholder="Filter sessions"
        aria-label="Filter sessions"
        value={value}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") onMove(1);
          else if (event.key === "ArrowUp") onMove(-1);
          else if (event.key === "Enter") onEnter();
          else if (event.key === "Escape") onChange("");
          else return;
          if (event.key === "Enter" || event.key === "Escape") event.currentTarget.blur();
          event.preventDefault();
        }}
      />
      <Kbd action="filter" />
    </label>
  );
}
