import { isFields, type Fields } from "./wire.ts";

/** A field that is not what the protocol says. */
export class MisreadError extends Error {
  override name = "MisreadError";
}

/** @throws MisreadError */
export function text(value: unknown, field: string): string {
  if (typeof value === "string") return value;
  throw new MisreadError(`${field} is not a text`);
}

/** @throws MisreadError */
export function fields(value: unknown, field: string): Fields {
  if (isFields(value)) return value;
  throw new MisreadError(`${field} is not an object`);
}

/** @throws MisreadError */
export function list<Item>(value: readonly Item[] | null | undefined, field: string): Item[] {
  if (Array.isArray(value)) return value;
  throw new MisreadError(`${field} is not a list`);
}

/** The text, or null for anything else. */
export function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** The texts among the items of a list; empty for anything else. */
export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** A whole number from 0 on; anything else is null. */
export function countOrNull(value: unknown): number | null {
  const whole = typeof value === "number" ? Math.trunc(value) : -1;
  return Number.isSafeInteger(whole) && whole >= 0 ? whole : null;
}
