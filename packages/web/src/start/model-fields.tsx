import type { Model } from "@orbitdock/protocol";

export interface ModelFieldsProps {
  models: readonly Model[];
  model: string;
  effort: string;
  onChange(changes: { model?: string; effort?: string }): void;
}

/** Which model thinks, and how hard. Without a list the agent's own choice stays. */
export function ModelFields({ models, model, effort, onChange }: ModelFieldsProps) {
  const preset = models.find((one) => one.is_default);
  const chosen = models.find((one) => one.id === model);
  const efforts = (chosen ?? preset)?.efforts ?? [];
  return (
    <>
      <label className="start-field">
        <span className="start-label">Model</span>
        <select
          className="start-input"
          value={chosen ? model : ""}
          onChange={(event) => onChange({ model: event.target.value, effort: "" })}
        >
          <option value="">{preset ? `Default (${preset.name})` : "Default"}</option>
          {models.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
      <label className="start-field">
        <span className="start-label">Effort</span>
        <select
          className="start-input"
          value={efforts.includes(effort) ? effort : ""}
          disabled={efforts.length === 0}
          onChange={(event) => onChange({ effort: event.target.value })}
        >
          <option value="">Default</option>
          {efforts.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}
