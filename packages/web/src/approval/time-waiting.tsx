import { Age } from "../look/age.tsx";

/** How long someone has been waiting, counting up. */
export function TimeWaiting({ since }: { since: string }) {
  return (
    <span className="apc-time" title={`since ${new Date(since).toLocaleString()}`}>
      <span className="hidden-text">waiting </span>
      <Age since={since} />
    </span>
  );
}
