/** Every action that has a key: the one table behind shortcuts, hints on buttons, and the help. */
export const keyTable = {
  // everywhere
  help: { keys: ["?"], label: "all keys", group: "Everywhere" },
  newSession: { keys: ["c"], label: "new session", group: "Everywhere" },
  wall: { keys: ["w"], label: "wall", group: "Everywhere" },
  focus: { keys: ["f"], label: "focus", group: "Everywhere" },
  filter: { keys: ["/"], label: "filter", group: "Everywhere" },
  theme: { keys: ["Shift+T"], label: "theme", group: "Everywhere" },
  // fleet
  down: { keys: ["j", "ArrowDown"], label: "down", group: "Fleet" },
  up: { keys: ["k", "ArrowUp"], label: "up", group: "Fleet" },
  left: { keys: ["h", "ArrowLeft"], label: "left", group: "Fleet" },
  right: { keys: ["l", "ArrowRight"], label: "right", group: "Fleet" },
  open: { keys: ["Enter"], label: "open", group: "Fleet" },
  nextWaiting: { keys: ["Shift+J"], label: "next waiting", group: "Fleet" },
  // the pending approval of the selected session
  allow: { keys: ["y"], label: "allow", group: "Approval" },
  allowSession: { keys: ["Shift+Y"], label: "allow for this session", group: "Approval" },
  allowAlways: { keys: ["!"], label: "allow always", group: "Approval" },
  deny: { keys: ["n"], label: "deny", group: "Approval" },
  denyReason: { keys: ["d"], label: "deny with a reason", group: "Approval" },
  stop: { keys: ["Shift+N"], label: "deny and stop", group: "Approval" },
  // session
  interrupt: { keys: ["Escape"], label: "interrupt", group: "Session" },
  compose: { keys: ["i"], label: "write a message", group: "Session" },
  send: { keys: ["Enter"], label: "send", group: "Session" },
  steer: { keys: ["Mod+Enter"], label: "steer now", group: "Session" },
  inspector: { keys: ["Mod+i"], label: "inspector", group: "Session" },
  rename: { keys: ["r"], label: "rename", group: "Session" },
  resume: { keys: ["Shift+R"], label: "resume", group: "Session" },
  end: { keys: ["Shift+E"], label: "end session", group: "Session" },
} as const satisfies Record<string, { keys: readonly string[]; label: string; group: string }>;

export type KeyAction = keyof typeof keyTable;
