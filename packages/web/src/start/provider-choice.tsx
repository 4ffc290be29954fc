import "./provider-choice.css";
import type { Provider, ProviderInfo } from "@orbitdock/protocol";
import { CommandsIn } from "../app/commands-in.tsx";
import { providerNames } from "../fleet/naming.ts";

export interface ProviderChoiceProps {
  value: Provider;
  providers: readonly ProviderInfo[];
  onChange(provider: Provider): void;
}

/** Which agent; one that is not there says what to type. */
export function ProviderChoice({ value, providers, onChange }: ProviderChoiceProps) {
  const missing = providers.filter((one) => !one.available);
  return (
    <fieldset className="provc">
      <legend className="start-label">Agent</legend>
      <div className="provc-row">
        {providers.map((one) => (
          <label key={one.provider} className="provc-one" data-off={!one.available || undefined}>
            <input
              type="radio"
              name="provider"
              className="hidden-text"
              checked={one.provider === value}
              disabled={!one.available}
              onChange={() => onChange(one.provider)}
            />
            <b>{providerNames[one.provider]}</b>
            <span>{one.available ? one.version : "not available"}</span>
          </label>
        ))}
      </div>
      {missing.map((one) => (
        <p key={one.provider} className="provc-hint">
          {one.problem} <CommandsIn text={one.hint ?? ""} />
        </p>
      ))}
    </fieldset>
  );
}
