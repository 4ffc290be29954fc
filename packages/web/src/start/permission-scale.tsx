import "./permission-scale.css";
import type { Provider } from "@orbitdock/protocol";
import { nativeTerms, type PermissionStep, permissionSteps } from "./permission-steps.ts";

export interface PermissionScaleProps {
  value: PermissionStep["id"];
  provider: Provider;
  onChange(id: PermissionStep["id"]): void;
}

/** How much the agent may do by itself: four steps, and what the chosen one means. */
export function PermissionScale({ value, provider, onChange }: PermissionScaleProps) {
  const chosen = permissionSteps.find((step) => step.id === value) ?? permissionSteps[1];
  const terms = chosen ? nativeTerms(chosen, provider) : null;
  const at = permissionSteps.findIndex((step) => step.id === value);
  return (
    <fieldset className="pscale" data-dangerous={chosen?.dangerous}>
      <legend className="start-label">How much it may do by itself</legend>
      <div className="pscale-steps">
        {permissionSteps.map((step, index) => (
          <label key={step.id} className="pscale-step" data-within={index <= at || undefined}>
            <input
              type="radio"
              name="permission"
              className="hidden-text"
              checked={step.id === value}
              onChange={() => onChange(step.id)}
            />
            <i aria-hidden="true" />
            <span>{step.title}</span>
          </label>
        ))}
      </div>
      {chosen && (
        <p className="pscale-meaning" aria-live="polite">
          {chosen.dangerous && <b>Dangerous. </b>}
          {chosen.meaning} {terms !== null && <span className="mono">{terms}</span>}
        </p>
      )}
    </fieldset>
  );
}
