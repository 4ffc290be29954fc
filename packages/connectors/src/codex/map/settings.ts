import type { AgentInput, ThreadSettings } from "@orbitdock/core";
import type { ApprovalPolicy, SandboxMode } from "@orbitdock/protocol";
import type {
  AskForApproval,
  SandboxPolicy,
  ThreadSettings as NativeSettings,
  ThreadStartResponse,
} from "../generated/protocol.ts";
import { text, textOrNull } from "../read.ts";

/** Our word for Codex' approval policy; a granular one asks like `on-request`, by finer rules. */
export function readApprovalPolicy(policy: AskForApproval): ApprovalPolicy | undefined {
  if (policy === "untrusted" || policy === "on-request" || policy === "never") return policy;
  return typeof policy === "object" && policy !== null ? "on-request" : undefined;
}

/** Codex' word for ours: it no longer knows `on-failure`. */
export function writeApprovalPolicy(policy: ApprovalPolicy): AskForApproval {
  return policy === "on-failure" ? "on-request" : policy;
}

/** Our word for a sandbox policy; a sandbox that someone else keeps around Codex has none. */
export function readSandboxMode(policy: SandboxPolicy): SandboxMode | undefined {
  switch (policy?.type) {
    case "readOnly":
      return "read-only";
    case "workspaceWrite":
      return "workspace-write";
    case "dangerFullAccess":
      return "danger-full-access";
    case "externalSandbox":
    default:
      return undefined;
  }
}

/**
 * The policy for a mode. `present` is the thread's own, where it is known: it carries what the
 * user's config.toml adds (writable roots, network), which a policy made here would take away.
 * @returns undefined where the thread is best left as it is
 */
export function writeSandboxPolicy(
  mode: SandboxMode,
  present: SandboxPolicy | undefined,
): SandboxPolicy | undefined {
  if (present && readSandboxMode(present) === mode) return present;
  switch (mode) {
    case "read-only":
      return { type: "readOnly", networkAccess: false };
    case "danger-full-access":
      return { type: "dangerFullAccess" };
    case "workspace-write":
      if (!present) return undefined;
      return {
        type: "workspaceWrite",
        writableRoots: [],
        networkAccess: false,
        excludeTmpdirEnvVar: false,
        excludeSlashTmp: false,
      };
  }
}

/** What a thread that was started, resumed or forked says of itself. */
export function agentReady(response: ThreadStartResponse): AgentInput {
  const { thread, model, reasoningEffort, approvalPolicy, sandbox } = response;
  return {
    type: "agent_ready",
    thread_id: text(thread.id, "thread.id"),
    effort: textOrNull(reasoningEffort),
    transcript_path: textOrNull(thread.path),
    // Said when a thread is read back, not when it begins (0.169): silence is no "no branch".
    ...optionalBranch(thread.gitInfo?.branch),
    ...runsWith(model, approvalPolicy, sandbox),
  };
}

export function settingsUpdated(settings: NativeSettings): AgentInput {
  const { model, effort, approvalPolicy, sandboxPolicy } = settings;
  return {
    type: "settings",
    effort: textOrNull(effort),
    ...runsWith(model, approvalPolicy, sandboxPolicy),
  };
}

function runsWith(
  model: string,
  policy: AskForApproval,
  sandbox: SandboxPolicy,
): Partial<{ model: string; approval_policy: ApprovalPolicy; sandbox_mode: SandboxMode }> {
  const approval = readApprovalPolicy(policy);
  const mode = readSandboxMode(sandbox);
  return {
    ...(typeof model === "string" ? { model } : {}),
    ...(approval === undefined ? {} : { approval_policy: approval }),
    ...(mode === undefined ? {} : { sandbox_mode: mode }),
  };
}

/** The settings of a session that Codex takes as plain fields. */
export function overrides(settings: ThreadSettings): {
  model?: string;
  effort?: string;
  approvalPolicy?: AskForApproval;
} {
  const { model, effort, approval_policy: policy } = settings;
  return {
    ...(model === null ? {} : { model }),
    ...(effort === null ? {} : { effort }),
    ...(policy === null ? {} : { approvalPolicy: writeApprovalPolicy(policy) }),
  };
}

function optionalBranch(branch: unknown): { git_branch?: string } {
  return typeof branch === "string" && branch !== "" ? { git_branch: branch } : {};
}
