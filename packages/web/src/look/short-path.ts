/**
 * A path as the reader of a session knows it: relative to the session's directory where it lies
 * inside, as it is elsewhere. A diff's names may have lost their leading slash.
 */
export function shortPath(path: string, directory: string): string {
  const root = directory.replace(/\/+$/, "");
  if (root === "") return path;
  for (const start of [`${root}/`, `${root}/`.slice(1)])
    if (path.startsWith(start) && path.length > start.length) return path.slice(start.length);
  return path;
}
