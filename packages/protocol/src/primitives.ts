import { z } from "zod";

/** An opaque id. */
export const id = z.string().min(1).max(256);
/** RFC 3339, UTC, milliseconds: `2026-01-31T12:00:00.000Z`. */
export const time = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
/** A count: non-negative and whole. */
export const count = z.number().int().nonnegative();
/** A directory or file on the server's machine. */
export const path = z.string().min(1).max(4096);

/** The program that is the agent. */
export const provider = z.enum(["codex", "claude"]);
export type Provider = z.infer<typeof provider>;

/** How often the agent asks. `on-failure` is said by older clients only and means `on-request`. */
export const approvalPolicy = z.enum(["untrusted", "on-request", "on-failure", "never"]);
export type ApprovalPolicy = z.infer<typeof approvalPolicy>;

/** What the agent's commands can reach. */
export const sandboxMode = z.enum(["read-only", "workspace-write", "danger-full-access"]);
export type SandboxMode = z.infer<typeof sandboxMode>;

/** `direct`: we run the agent. `passive`: someone runs it in a terminal and we watch. */
export const integrationMode = z.enum(["direct", "passive"]);
export type IntegrationMode = z.infer<typeof integrationMode>;

/** A reader's place in a session: which life of its actor, and how many changes of it were seen. */
export const cursor = z.object({ epoch: id, revision: count });
export type Cursor = z.infer<typeof cursor>;
