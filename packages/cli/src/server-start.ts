export * from "@orbitdock/server/starting";
