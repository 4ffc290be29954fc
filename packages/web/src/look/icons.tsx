import type { ReactNode } from "react";

const line = { fill: "none", stroke: "currentColor", strokeWidth: 1.6 } as const;

function Small({ children }: { children: ReactNode }) {
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" {...line}>
      {children}
    </svg>
  );
}

/** The sign of each state; it always stands beside its word. */
export const stateIcons = {
  permission: (
    <Small>
      <path d="M6 1 11 10.5H1Z M6 4.6v2.6 M6 8.7v.2" />
    </Small>
  ),
  question: (
    <Small>
      <circle cx="6" cy="6" r="5" />
      <path d="M4.6 4.7c.2-1.9 2.9-1.7 2.8 0 0 .9-1.4 1-1.4 2M6 8.6v.2" />
    </Small>
  ),
  working: (
    <Small>
      <circle cx="6" cy="6" r="3.4" fill="currentColor" stroke="none" />
    </Small>
  ),
  reply: (
    <Small>
      <path d="M4.5 2 1.5 5l3 3M1.5 5h5c3 0 4 2 4 4.5" />
    </Small>
  ),
  failed: (
    <Small>
      <circle cx="6" cy="6" r="5" />
      <path d="m4 4 4 4m0-4-4 4" />
    </Small>
  ),
  ended: (
    <Small>
      <path d="m2 6.5 2.7 2.7L10 3.5" />
    </Small>
  ),
};

export function Logo() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" fill="none" aria-hidden="true">
      <circle cx="10" cy="10" r="3.2" fill="var(--accent)" />
      <ellipse
        cx="10"
        cy="10"
        rx="9"
        ry="4"
        stroke="var(--text-2)"
        strokeWidth="1.4"
        transform="rotate(-28 10 10)"
      />
      <circle cx="17.6" cy="5.4" r="1.7" fill="var(--working)" />
    </svg>
  );
}

/** A 20-unit line drawing: the bottom bar's signs, back, close. */
export function LineIcon({ d, size = 20 }: { d: string; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={d} />
    </svg>
  );
}
