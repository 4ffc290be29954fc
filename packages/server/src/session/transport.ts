/** What the session room asks of sockets: topics, and whether anybody listens to one. */
export interface Transport {
  publish(topic: string, frame: string): void;
  listeners(topic: string): number;
}

/** Frames of a session for readers that can append. */
export const sessionTopic = (sessionId: string): string => `session:${sessionId}`;
/** Frames of a session for readers of the seed protocol: whole texts. */
export const seedTopic = (sessionId: string): string => `seed:${sessionId}`;
/** The fleet. */
export const listTopic = "list";
