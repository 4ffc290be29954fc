import * as Dialog from "@radix-ui/react-dialog";
import { Button } from "../look/button.tsx";
import "./confirm-dialog.css";

interface Props {
  title: string;
  text: string;
  verb: string;
  onConfirm(): void;
  onClose(): void;
}

/** Asks before what cannot be taken back by a key press. */
export function ConfirmDialog({ title, text, verb, onConfirm, onClose }: Props) {
  return (
    <Dialog.Root open onOpenChange={(open) => open || onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="confirm-veil" />
        <Dialog.Content className="confirm">
          <Dialog.Title className="confirm-title">{title}</Dialog.Title>
          <Dialog.Description className="confirm-text">{text}</Dialog.Description>
          <div className="confirm-acts">
            <Button onClick={onClose}>
              Cancel <kbd className="kbd">Esc</kbd>
            </Button>
            <Button
              kind="primary"
              autoFocus
              onClick={() => {
                onConfirm();
                onClose();
              }}
            >
              {verb} <kbd className="kbd">↵</kbd>
            </Button>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
