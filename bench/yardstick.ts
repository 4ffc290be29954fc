/** Work that is always the same; how long it takes says how fast this machine is now. */
const frame = {
  session_id: "0123456789",
  revision: 1234,
  type: "message_updated",
  message_id: "abcdefghij",
  changes: { content_append: { offset: 4096, text: "some words of an answer " } },
};
const rounds = 100_000;

/** µs of CPU to write and read a delta's frame as JSON. */
export function yardstick(): number {
  let length = 0;
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round++) {
    frame.revision = round;
    length += Object.keys(JSON.parse(JSON.stringify(frame)) as object).length;
  }
  const { user, system } = process.cpuUsage(before);
  if (length !== rounds * 5) throw new Error("a frame was lost on the way");
  return (user + system) / rounds;
}
