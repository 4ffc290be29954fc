import { useCallback, useState } from "react";

const key = "orbitdock.inspector";

/** Whether the inspector is shown: as it was left, and on a wide screen until told otherwise. */
export function useInspectorOpen(): [boolean, () => void] {
  const [open, setOpen] = useState(read);
  const toggle = useCallback(
    () =>
      setOpen((before) => {
        write(!before);
        return !before;
      }),
    [],
  );
  return [open, toggle];
}

const isWide = () => matchMedia("(min-width: 1181px)").matches;

/** On a narrow screen it covers the conversation: there it is never open by itself. */
function read(): boolean {
  if (!isWide()) return false;
  try {
    return localStorage.getItem(key) !== "closed";
  } catch {
    return true;
  }
}

function write(open: boolean) {
  if (!isWide()) return;
  try {
    localStorage.setItem(key, open ? "open" : "closed");
  } catch {
    // Without storage it is remembered as long as the page lives.
  }
}
