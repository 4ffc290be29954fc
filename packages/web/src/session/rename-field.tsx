import { useState } from "react";

interface Props {
  name: string;
  onRename(name: string): void;
  onClose(): void;
}

/** The session's name, to be written anew in its place. */
export function RenameField({ name, onRename, onClose }: Props) {
  const [text, setText] = useState(name);
  return (
    <form
      className="shead-names"
      onSubmit={(event) => {
        event.preventDefault();
        onRename(text);
        onClose();
      }}
    >
      <input
        className="shead-field"
        aria-label="name of the session"
        dir="auto"
        maxLength={200}
        autoFocus
        value={text}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setText(event.target.value)}
        onBlur={onClose}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.preventDefault();
          onClose();
        }}
      />
    </form>
  );
}
