import type { ClientMessageOf, Provider } from "@orbitdock/protocol";
import { type PermissionStep, permissionSteps } from "./permission-steps.ts";

/** What is chosen in the dialog. Empty texts mean "not said". */
export interface Draft {
  provider: Provider;
  cwd: string;
  model: string;
  effort: string;
  permission: PermissionStep["id"];
  name: string;
  prompt: string;
}

const key = "orbitdock.new-session";
const fresh: Draft = {
  provider: "codex",
  cwd: "",
  model: "",
  effort: "",
  permission: "leaving",
  name: "",
  prompt: "",
};

/** The choices of the last time; never its name and prompt, and never "unrestricted". */
export function rememberedDraft(): Draft {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "{}");
    if (typeof kept !== "object" || kept === null) return fresh;
    const text = (name: keyof Draft) => {
      const value = (kept as Record<string, unknown>)[name];
      return typeof value === "string" ? value : "";
    };
    const step = permissionSteps.find((one) => one.id === text("permission") && !one.dangerous);
    return {
      ...fresh,
      provider: text("provider") === "claude" ? "claude" : "codex",
      cwd: text("cwd"),
      model: text("model"),
      effort: text("effort"),
      permission: step?.id ?? fresh.permission,
    };
  } catch {
    return fresh;
  }
}

export function rememberDraft({ name: _name, prompt: _prompt, ...kept }: Draft): void {
  try {
    localStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // Without storage nothing is remembered.
  }
}

/** The command that starts what was chosen. */
export function createMessage(draft: Draft): ClientMessageOf<"create_session"> {
  const step = permissionSteps.find((one) => one.id === draft.permission);
  const cwd = draft.cwd.trim();
  return {
    type: "create_session",
    provider: draft.provider,
    cwd: cwd.length > 1 ? cwd.replace(/\/$/, "") : cwd,
    model: draft.model || null,
    effort: draft.effort || null,
    approval_policy: step?.approval_policy ?? null,
    sandbox_mode: step?.sandbox_mode ?? null,
    name: draft.name.trim() || null,
    prompt: draft.prompt.trim() || null,
  };
}
