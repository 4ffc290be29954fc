import type { SessionState } from "@orbitdock/protocol";
import * as Dialog from "@radix-ui/react-dialog";
import { useSyncExternalStore } from "react";
import { Inspector } from "./inspector.tsx";
import type { SessionActions } from "./session-actions.ts";

interface Props {
  session: SessionState;
  actions: Pick<SessionActions, "listApprovals">;
  onClose(): void;
}

/** The inspector beside the conversation, or over it as a sheet where there is no room. */
export function InspectorPanel(props: Props) {
  const sheet = useSyncExternalStore(subscribe, () => narrow().matches);
  if (!sheet)
    return (
      <aside className="insp" aria-label="inspector">
        <Inspector {...props} />
      </aside>
    );
  return (
    <Dialog.Root open onOpenChange={(open) => open || props.onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="insp-veil" />
        <Dialog.Content className="insp insp-sheet" aria-describedby={undefined}>
          <Dialog.Title className="hidden-text">Inspector</Dialog.Title>
          <Inspector {...props} />
          <Dialog.Close className="insp-close" aria-label="close">
            ✕
          </Dialog.Close>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const narrow = () => matchMedia("(max-width: 1180px)");

function subscribe(listener: () => void) {
  const media = narrow();
  media.addEventListener("change", listener);
  return () => media.removeEventListener("change", listener);
}
