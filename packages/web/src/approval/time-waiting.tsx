import { clock, since as between } from "../session/format.ts";
import { useNow } from "../session/use-now.ts";

/** How long someone has been waiting, counting up. */
export function TimeWaiting({ since }: { since: string }) {
  const now = useNow();
  const waited = clock(between(since, now));
  return (
    <time className="apc-time" dateTime={since} title={`since ${new Date(since).toLocaleString()}`}>
      <span className="hidden-text">waiting </span>
      {waited}
    </time>
  );
}
