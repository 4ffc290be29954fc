import { createContext, useContext } from "react";

/** What the rows of a conversation need besides their message. */
export interface ConversationContext {
  /** The session's directory: paths in it are shown without it. */
  root: string;
  /** Messages whose tool waits for a person, by id. */
  waiting: ReadonlySet<string>;
  /** Loads the texts that a snapshot cut. */
  loadWhole(messageId: string): Promise<void>;
}

const Context = createContext<ConversationContext>({
  root: "",
  waiting: new Set(),
  loadWhole: async () => {},
});
export const ConversationProvider = Context.Provider;
export const useConversation = (): ConversationContext => useContext(Context);
