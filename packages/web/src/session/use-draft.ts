import { useCallback, useState } from "react";

/** What was typed and not sent, kept for each session in this browser. */
export function useDraft(sessionId: string): [string, (text: string) => void] {
  const key = `orbitdock.draft.${sessionId}`;
  const [text, setText] = useState(() => stored(key));
  const put = useCallback(
    (next: string) => {
      setText(next);
      try {
        if (next === "") localStorage.removeItem(key);
        else localStorage.setItem(key, next);
      } catch {
        // Without storage the draft lives as long as the page.
      }
    },
    [key],
  );
  return [text, put];
}

function stored(key: string): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}
