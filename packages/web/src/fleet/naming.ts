import type { SessionSummary } from "@orbitdock/protocol";

type Named = Pick<SessionSummary, "custom_name" | "title" | "project_name">;

/** What a session is called. */
export function sessionName({ custom_name, title, project_name }: Named): string {
  return custom_name || title || project_name;
}

/** Where it works: `project · branch`, as far as the name does not say it already. */
export function sessionPlace(session: Named & Pick<SessionSummary, "git_branch">): string {
  const { project_name, git_branch } = session;
  const named = sessionName(session) === project_name;
  return [named ? null : project_name, git_branch].filter(Boolean).join(" · ");
}

export const providerNames = { codex: "Codex", claude: "Claude" } as const;
