import { useEffect, useState } from "react";
import { useOrbit } from "../app/orbit.tsx";
import { useServerStatus } from "../fleet/use-fleet-parts.ts";
import { Dialog } from "../look/dialog.tsx";
import { createMessage, type Draft, rememberDraft, rememberedDraft } from "./draft.ts";
import { NewSessionForm } from "./new-session-form.tsx";
import { useDirectories, useModels } from "./use-start-lists.ts";

export interface NewSessionProps {
  onClose(): void;
  onStarted(id: string): void;
}

/** The dialog that starts a session. */
export default function NewSession({ onClose, onStarted }: NewSessionProps) {
  const { connection } = useOrbit();
  const status = useServerStatus();
  const [draft, setDraft] = useState(rememberedDraft);
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const directories = useDirectories(draft.cwd);
  const models = useModels();
  const providers = status?.providers ?? [];
  const usable = providers.filter((one) => one.available);

  useEffect(() => {
    const first = directories.find((one) => one.last_used_at !== null);
    if (first) setDraft((now) => (now.cwd === "" ? { ...now, cwd: first.path } : now));
    // Only for the first list: a field that was emptied stays empty.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [directories.length > 0]);

  const other = usable[0]?.provider;
  useEffect(() => {
    setDraft((now) =>
      other && !usable.some((one) => one.provider === now.provider)
        ? { ...now, provider: other, model: "", effort: "" }
        : now,
    );
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [other]);

  function change(changes: Partial<Draft>) {
    setError(null);
    setDraft((now) => ({ ...now, ...changes }));
  }

  async function start() {
    setSending(true);
    setError(null);
    try {
      const ack = await connection.command(createMessage(draft));
      rememberDraft(draft);
      onClose();
      if (ack.session_id) onStarted(ack.session_id);
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure));
      setSending(false);
    }
  }

  return (
    <Dialog title="New session" onClose={onClose}>
      <NewSessionForm
        draft={draft}
        providers={providers}
        directories={directories}
        models={models}
        sending={sending}
        error={error}
        onChange={change}
        onStart={() => void start()}
      />
    </Dialog>
  );
}
