import "./advice.css";
import type { ReactNode } from "react";
import { Logo } from "../look/icons.tsx";

export interface AdviceProps {
  title: string;
  children: ReactNode;
}

/** A whole screen that says what to do next. */
export function Advice({ title, children }: AdviceProps) {
  return (
    <div className="advice">
      <div className="advice-box">
        <Logo />
        <h1>{title}</h1>
        {children}
      </div>
    </div>
  );
}
