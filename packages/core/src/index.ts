export * from "./context.ts";
export { decide } from "./decide.ts";
export * from "./effect.ts";
export * from "./fork-point.ts";
export * from "./input.ts";
export * from "./phase.ts";
export { classifyRisk } from "./risk.ts";
export * from "./session.ts";
