import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { z } from "zod";
import { clientMessage } from "./client-message.ts";
import { serverMessage } from "./server-message.ts";
import { protocolVersion } from "./version.ts";

/** The wire as it was when `protocolVersion` was last considered. */
const known = { version: 1, hash: "d8d6d04be3a32c76" };

test("the wire has not changed unnoticed", () => {
  const schemas = [z.toJSONSchema(clientMessage), z.toJSONSchema(serverMessage)];
  const hash = createHash("sha256").update(JSON.stringify(schemas)).digest("hex").slice(0, 16);
  expect(
    { version: protocolVersion, hash },
    "The wire's schemas changed. If an older client would misread the new messages, raise " +
      "protocolVersion; if it only gains optional fields or new message types, leave it. Seed " +
      "messages and fields never change. Say what changed in docs/protocol.md, then put the new " +
      "hash here.",
  ).toEqual(known);
});
