export * from "../../server/src/shell/running.ts";
