import { createContext, useContext } from "react";

/** What the rows of a conversation need besides their message. */
export interface ConversationContext {
  /** The session's directory: paths in it are shown without it. */
  root: string;
  /** Loads the texts that a snapshot cut. */
  loadWhole(messageId: string): Promise<void>;
}

const Context = createContext<ConversationContext>({ root: "", loadWhole: async () => {} });
export const ConversationProvider = Context.Provider;
export const useConversation = (): ConversationContext => useContext(Context);

/** A path as the reader knows it: relative to the session's directory where it is in it. */
export function shortPath(path: string, root: string): string {
  return root !== "" && path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}
