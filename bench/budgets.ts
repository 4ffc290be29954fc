/** What each figure may be at most. A figure names its budget; the table says whether it is kept. */
export interface Budget {
  most: number;
  why: string;
}

export const budgets = {
  eventCpu: { most: 25, why: "µs of CPU an ingested event, read by 100 clients" },
  eventTimesBare: {
    most: 2,
    why: "× a bare publish, where events are too rare to merge and each is 100 deliveries",
  },
  ownP50: { most: 1, why: "ms from the agent's line to the client's frame, 50 threads" },
  ownP99: { most: 5, why: "ms from the agent's line to the client's frame, 50 threads" },
  endToEndP95: { most: 100, why: "ms from the model's word to the client's frame, 50 threads" },
  ready: { most: 300, why: "ms from starting the process to its ready line" },
  idleMemory: { most: 80, why: "MB of RSS with no session in memory" },
} as const satisfies Record<string, Budget>;

export type BudgetName = keyof typeof budgets;
