import type { ApprovalPolicy, Model, SandboxMode, SessionState } from "@orbitdock/protocol";
import { useState } from "react";
import type { SessionActions } from "./session-actions.ts";

/** How much the agent asks, and what it can reach, in words. */
export const policyWords = {
  untrusted: "asks before everything",
  "on-request": "asks when it needs more",
  "on-failure": "asks when it fails",
  never: "never asks",
} as const satisfies Record<ApprovalPolicy, string>;
export const sandboxWords = {
  "read-only": "reads only",
  "workspace-write": "writes in its directory",
  "danger-full-access": "unrestricted",
} as const satisfies Record<SandboxMode, string>;
const policies = Object.keys(policyWords) as ApprovalPolicy[];
const sandboxes = Object.keys(sandboxWords) as SandboxMode[];

interface Props {
  session: SessionState;
  actions: Pick<SessionActions, "configure" | "listModels">;
}

/** How the agent works from its next turn on. */
export function ConfigPickers({ session, actions }: Props) {
  const [models, setModels] = useState<readonly Model[] | "failed" | null>(null);
  const { model, effort, approval_policy: policy, sandbox_mode: sandbox } = session;
  const listed = Array.isArray(models)
    ? (models as readonly Model[]).filter((one) => one.provider === session.provider)
    : [];
  const efforts = listed.find((one) => one.id === model)?.efforts ?? [];

  function load() {
    if (models !== null) return;
    setModels([]);
    actions.listModels().then(setModels, () => setModels("failed"));
  }

  return (
    <div className="picks" onPointerEnter={load} onFocus={load}>
      <Pick
        label="how often it asks"
        value={policy ?? ""}
        options={policies.filter((one) => one !== "on-failure" || one === policy)}
        words={policyWords}
        onPick={(value) => actions.configure({ approval_policy: value })}
      />
      <Pick
        label="what it can reach"
        value={sandbox ?? ""}
        options={sandboxes}
        words={sandboxWords}
        onPick={(value) => actions.configure({ sandbox_mode: value })}
      />
      <Pick
        label="model"
        value={model ?? ""}
        options={listed.map((one) => one.id)}
        onPick={(value) => actions.configure({ model: value })}
      />
      <Pick
        label="effort"
        value={effort ?? ""}
        options={efforts}
        onPick={(value) => actions.configure({ effort: value })}
      />
      {models === "failed" && <span className="picks-none">models could not be listed</span>}
    </div>
  );
}

interface PickProps<Value extends string> {
  label: string;
  value: Value | "";
  options: readonly Value[];
  words?: Record<string, string>;
  onPick(value: Value): void;
}

function Pick<Value extends string>(props: PickProps<Value>) {
  const { label, value, options, words, onPick } = props;
  if (value === "" && options.length === 0) return null;
  const all = value === "" || options.includes(value) ? options : [value, ...options];
  return (
    <select
      className="pick"
      aria-label={label}
      title={label}
      value={value}
      onChange={(event) => onPick(event.target.value as Value)}
    >
      {value === "" && (
        <option value="" disabled>
          {label}
        </option>
      )}
      {all.map((one) => (
        <option key={one} value={one}>
          {words?.[one] ?? one}
        </option>
      ))}
    </select>
  );
}
