export * from "../../server/src/shell/starting.ts";
