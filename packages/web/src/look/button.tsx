import "./button.css";
import type { ComponentProps } from "react";
import { Kbd } from "../keys/kbd.tsx";
import type { KeyAction } from "../keys/key-table.ts";

export interface ButtonProps extends ComponentProps<"button"> {
  kind?: "primary" | "plain" | "ghost";
  /** The action whose key does the same; it is shown. */
  action?: KeyAction;
}

export function Button({ kind = "plain", action, className, children, ...rest }: ButtonProps) {
  const classes = ["button", kind !== "plain" && `button-${kind}`, className];
  return (
    <button type="button" className={classes.filter(Boolean).join(" ")} {...rest}>
      {children}
      {action && <Kbd action={action} />}
    </button>
  );
}
