import { within } from "./within.ts";

type Env = Record<string, string | undefined>;

/** Whether a browser opened from here would be seen by the person who typed the command. */
export function canOpenBrowser(env: Env, platform: NodeJS.Platform = process.platform): boolean {
  const ci = env["CI"];
  if ((ci && ci !== "false" && ci !== "0") || env["SSH_CONNECTION"]) return false;
  if (platform === "darwin" || platform === "win32") return true;
  return Boolean(env["DISPLAY"] || env["WAYLAND_DISPLAY"]);
}

/** Opens a URL in the person's browser. Resolves with whether that could be begun. */
export async function openBrowser(url: string, env: Env = process.env): Promise<boolean> {
  const opener = env["BROWSER"]
    ? [env["BROWSER"], url]
    : process.platform === "darwin"
      ? ["open", url]
      : process.platform === "win32"
        ? ["rundll32", "url.dll,FileProtocolHandler", url]
        : ["xdg-open", url];
  try {
    const child = Bun.spawn(opener, { stdio: ["ignore", "ignore", "ignore"], env, detached: true });
    child.unref();
    // A browser started by this stays; an opener that fails does so at once.
    return !(await within(child.exited, 1_500)) || child.exitCode === 0;
  } catch {
    return false;
  }
}
