import { useSession } from "../app/orbit.tsx";

/** A session: what was said and done, what it asks, and where to answer. */
export function SessionPane({ id }: { id: string }) {
  const { session } = useSession(id);
  return (
    <div>
      {session?.messages.map((message) => (
        <p key={message.id}>{message.content}</p>
      ))}
    </div>
  );
}

export default SessionPane;
