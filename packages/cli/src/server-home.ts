export * from "@orbitdock/server/running";
