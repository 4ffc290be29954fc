/** Tells when it is worth dialling at once instead of waiting; returns how to stop telling. */
export type WakeHook = (wake: () => void) => () => void;

/** In a browser: the network is back, or the person looks at the page again. */
export const browserWake: WakeHook = (wake) => {
  const onVisible = () => {
    if (document.visibilityState === "visible") wake();
  };
  window.addEventListener("online", wake);
  document.addEventListener("visibilitychange", onVisible);
  return () => {
    window.removeEventListener("online", wake);
    document.removeEventListener("visibilitychange", onVisible);
  };
};
