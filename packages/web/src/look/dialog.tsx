import "./dialog.css";
import * as Radix from "@radix-ui/react-dialog";
import type { ReactNode } from "react";
import { useKeyBarrier } from "../keys/use-keys.ts";
import { LineIcon } from "./icons.tsx";

export interface DialogProps {
  title: string;
  wide?: boolean;
  onClose(): void;
  children: ReactNode;
}

/** A dialog over the screen. It holds the focus and gives it back; Escape closes it. */
export function Dialog({ title, wide = false, onClose, children }: DialogProps) {
  useKeyBarrier();
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="dialog-veil" />
        <Radix.Content
          className={wide ? "dialog dialog-wide" : "dialog"}
          aria-describedby={undefined}
        >
          <header className="dialog-head">
            <Radix.Title className="dialog-title">{title}</Radix.Title>
            <Radix.Close className="dialog-close" aria-label="Close">
              <LineIcon d="m5 5 10 10M15 5 5 15" size={16} />
            </Radix.Close>
          </header>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
