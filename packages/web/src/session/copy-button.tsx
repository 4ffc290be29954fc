import { useState } from "react";
import "./copy-button.css";

/** Copies a text, and says that it did. */
export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
  const [said, setSaid] = useState<"" | "Copied" | "Not allowed">("");
  return (
    <button
      type="button"
      className="copyb"
      onClick={() => {
        navigator.clipboard.writeText(text).then(
          () => setSaid("Copied"),
          () => setSaid("Not allowed"),
        );
        setTimeout(() => setSaid(""), 1500);
      }}
    >
      <span role="status">{said || label}</span>
    </button>
  );
}
