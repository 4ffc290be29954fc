import { Database } from "bun:sqlite";

/** Parents before children, so that a child without its parent is left behind. */
const tables = [
  "sessions",
  "messages",
  "approvals",
  "changes",
  "commands",
  "outbox",
  "agent_offsets",
  "rejected",
];

/**
 * Copies what can still be read of a damaged database into a fresh one, row by row from both ends of
 * each table until the damage is met. A file that is no database gives nothing.
 */
export function salvage(db: Database, damagedPath: string): { sessions: number; messages: number } {
  const kept = new Map<string, number>();
  let damaged: Database;
  try {
    damaged = new Database(damagedPath, { readwrite: true, create: false });
  } catch {
    return { sessions: 0, messages: 0 };
  }
  try {
    db.transaction(() => {
      for (const table of tables) kept.set(table, copyTable(damaged, db, table));
    }).immediate();
  } finally {
    damaged.close();
  }
  return { sessions: kept.get("sessions") ?? 0, messages: kept.get("messages") ?? 0 };
}

function copyTable(from: Database, to: Database, table: string): number {
  const first = to.query<{ name: string }, []>(`PRAGMA table_info(${table})`).all();
  const columns = first.map(({ name }) => `"${name}"`);
  const insert = to.query(
    `INSERT OR IGNORE INTO ${table} (${columns.join(", ")})
     VALUES (${columns.map(() => "?").join(", ")})`,
  );
  let copied = 0;
  for (const order of ["ASC", "DESC"]) {
    try {
      const rows = from.query<Record<string, string | number | null>, []>(
        `SELECT ${columns.join(", ")} FROM ${table} NOT INDEXED ORDER BY ${columns[0]} ${order}`,
      );
      for (const row of rows.iterate()) copied += insertRow(insert, Object.values(row));
      return copied;
    } catch {
      // The damage: what lies behind it is reached from the other end.
    }
  }
  return copied;
}

function insertRow(
  insert: ReturnType<Database["query"]>,
  values: (string | number | null)[],
): number {
  try {
    return insert.run(...values).changes;
  } catch {
    // A row without its session, or one whose columns are damaged: not to be kept.
    return 0;
  }
}
