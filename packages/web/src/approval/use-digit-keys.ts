import { useEffect, useEffectEvent } from "react";

/** Acts on the keys 1 to 9 outside of text fields; giving false lets others have the key. */
export function useDigitKeys(act: (digit: number) => boolean, enabled: boolean): void {
  const press = useEffectEvent(act);
  useEffect(() => {
    if (!enabled) return;
    const listen = (event: KeyboardEvent) => {
      if (!/^[1-9]$/.test(event.key) || event.defaultPrevented || event.isComposing) return;
      if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return;
      if (press(Number(event.key))) event.preventDefault();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [enabled]);
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
