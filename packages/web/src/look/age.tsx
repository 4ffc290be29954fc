import { formatAge, formatAgo, useTimeText } from "./clock.ts";

export interface AgeProps {
  /** RFC 3339. */
  since: string;
  /** To the minute instead of to the second. */
  coarse?: boolean;
}

/** The time since then, kept current. */
export function Age({ since, coarse = false }: AgeProps) {
  const format = coarse ? formatAgo : formatAge;
  const text = useTimeText((now) => format(now - Date.parse(since)));
  return (
    <time className="num" dateTime={since}>
      {text}
    </time>
  );
}
