/** Grows by one when a client of the version before would misread us. */
export const protocolVersion = 1;

/** What a client may say in `hello` that it can read. */
export const capabilities = {
  /** `message_updated` may carry `content_append` and `tool_output_append` in place of whole texts. */
  append: "append",
} as const;
