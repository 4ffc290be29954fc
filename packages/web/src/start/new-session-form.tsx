import "./new-session-form.css";
import type { Model, ProviderInfo } from "@orbitdock/protocol";
import { useRef } from "react";
import { Button } from "../look/button.tsx";
import { type Directory, DirectoryField } from "./directory-field.tsx";
import type { Draft } from "./draft.ts";
import { ModelFields } from "./model-fields.tsx";
import { PermissionScale } from "./permission-scale.tsx";
import { ProviderChoice } from "./provider-choice.tsx";

export interface NewSessionFormProps {
  draft: Draft;
  providers: readonly ProviderInfo[];
  directories: readonly Directory[];
  models: readonly Model[];
  sending: boolean;
  error: string | null;
  onChange(changes: Partial<Draft>): void;
  onStart(): void;
}

/** What a new session needs to know. Enter in the directory goes to the prompt, Enter there starts. */
export function NewSessionForm(props: NewSessionFormProps) {
  const { draft, providers, directories, models, sending, error, onChange, onStart } = props;
  const prompt = useRef<HTMLTextAreaElement>(null);
  const available = providers.some((one) => one.provider === draft.provider && one.available);
  const ready = draft.cwd.trim() !== "" && available && !sending;
  return (
    <form
      className="start"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onStart();
      }}
    >
      <div className="start-fields">
        <DirectoryField
          value={draft.cwd}
          directories={directories}
          onChange={(cwd) => onChange({ cwd })}
          onDone={() => prompt.current?.focus()}
        />
        <label className="start-field">
          <span className="start-label">What is to be done</span>
          <textarea
            ref={prompt}
            className="start-input start-prompt"
            rows={3}
            dir="auto"
            placeholder="Leave it empty to say it later"
            value={draft.prompt}
            onChange={(event) => onChange({ prompt: event.target.value })}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
              event.preventDefault();
              if (ready) onStart();
            }}
          />
        </label>
        <ProviderChoice
          value={draft.provider}
          providers={providers}
          onChange={(provider) => onChange({ provider, model: "", effort: "" })}
        />
        <PermissionScale
          value={draft.permission}
          provider={draft.provider}
          onChange={(permission) => onChange({ permission })}
        />
        <div className="start-row">
          <ModelFields
            models={models.filter((model) => model.provider === draft.provider)}
            model={draft.model}
            effort={draft.effort}
            onChange={onChange}
          />
          <label className="start-field">
            <span className="start-label">Name, if you like</span>
            <input
              className="start-input"
              maxLength={200}
              dir="auto"
              value={draft.name}
              onChange={(event) => onChange({ name: event.target.value })}
            />
          </label>
        </div>
      </div>
      <footer className="start-foot">
        <p role="alert" className="start-error">
          {error}
        </p>
        <Button kind="primary" type="submit" disabled={!ready} action="send">
          {sending ? "Starting …" : "Start"}
        </Button>
      </footer>
    </form>
  );
}
