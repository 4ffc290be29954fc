import "./directory-field.css";
import { type KeyboardEvent, type Ref, useId, useState } from "react";

export interface Directory {
  path: string;
  git: boolean;
  last_used_at: string | null;
}

export interface DirectoryFieldProps {
  ref?: Ref<HTMLInputElement>;
  value: string;
  directories: readonly Directory[];
  onChange(path: string): void;
  /** Enter, with nothing to choose. */
  onDone(): void;
}

/** A directory: what was used before, or what completes what is typed. */
export function DirectoryField(props: DirectoryFieldProps) {
  const { ref, value, directories, onChange, onDone } = props;
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const id = useId();
  const shown = open ? directories.filter((one) => one.path !== value.replace(/\/$/, "")) : [];
  const active = shown[at];

  function choose(path: string, deeper: boolean) {
    onChange(deeper ? `${path}/` : path);
    setAt(-1);
    setOpen(deeper);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const by = event.key === "ArrowDown" ? 1 : -1;
      setOpen(true);
      setAt(Math.max(-1, Math.min(shown.length - 1, at + by)));
    } else if (event.key === "Enter") {
      if (active) choose(active.path, false);
      else {
        setOpen(false);
        onDone();
      }
    } else if (event.key === "Tab" && !event.shiftKey && open && shown.length > 0) {
      choose((active ?? shown[0])?.path ?? value, true);
    } else if (event.key === "Escape" && shown.length > 0) {
      event.stopPropagation();
      setOpen(false);
    } else return;
    event.preventDefault();
  }

  return (
    <div className="dirf">
      <label className="start-label" htmlFor={id}>
        Directory
      </label>
      <input
        ref={ref}
        autoFocus
        id={id}
        className="start-input mono"
        role="combobox"
        aria-expanded={shown.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={active ? `${id}-${at}` : undefined}
        placeholder="/path/to/project"
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        value={value}
        onChange={(event) => {
          onChange(event.target.value);
          setOpen(true);
          setAt(-1);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setOpen(false)}
      />
      {shown.length > 0 && (
        <div className="dirf-list" id={`${id}-list`} role="listbox" aria-label="Directories">
          {shown.slice(0, 8).map((directory, index) => (
            <div
              key={directory.path}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              className="dirf-option"
              onPointerDown={(event) => {
                event.preventDefault();
                choose(directory.path, false);
              }}
            >
              <span className="mono cut">
                <bdi>{directory.path}</bdi>
              </span>
              {directory.git && <span className="pill pill-quiet">git</span>}
              {directory.last_used_at && <span className="dirf-recent">recent</span>}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
