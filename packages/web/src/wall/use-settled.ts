import { useEffect, useState } from "react";

/** A key that was meant for the card before must not answer the one that took its place. */
const settleMs = 400;

/** False for a moment after `moved` changes. */
export function useSettled(moved: number): boolean {
  const [settled, setSettled] = useState(moved);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(moved), settleMs);
    return () => clearTimeout(timer);
  }, [moved]);
  return moved === settled;
}
