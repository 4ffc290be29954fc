import type { ApprovalPolicy, Provider, SandboxMode } from "@orbitdock/protocol";

export interface PermissionStep {
  id: "everything" | "leaving" | "never" | "unrestricted";
  title: string;
  meaning: string;
  approval_policy: ApprovalPolicy;
  sandbox_mode: SandboxMode;
  dangerous?: boolean;
}

/** How much an agent may do by itself, from little to all. */
export const permissionSteps: readonly PermissionStep[] = [
  {
    id: "everything",
    title: "Asks before everything",
    meaning: "Reads by itself. Every command and every edit waits for you.",
    approval_policy: "untrusted",
    sandbox_mode: "workspace-write",
  },
  {
    id: "leaving",
    title: "Asks to leave the workspace",
    meaning: "Edits and runs inside the directory. Asks for the network and for anything outside.",
    approval_policy: "on-request",
    sandbox_mode: "workspace-write",
  },
  {
    id: "never",
    title: "Never asks, inside the workspace",
    meaning: "Edits and runs inside the directory. What would leave it fails.",
    approval_policy: "never",
    sandbox_mode: "workspace-write",
  },
  {
    id: "unrestricted",
    title: "Unrestricted",
    meaning:
      "Does anything you could do on this machine, without a question and without a sandbox.",
    approval_policy: "never",
    sandbox_mode: "danger-full-access",
    dangerous: true,
  },
];

/** The step in the agent's own words; null for an agent whose words are not settled. */
export function nativeTerms(step: PermissionStep, provider: Provider): string | null {
  return provider === "codex" ? `${step.approval_policy} + ${step.sandbox_mode}` : null;
}
