import { Advice } from "../app/advice.tsx";
import { Button } from "../look/button.tsx";

/** Nobody is there yet: what to do, in three lines. */
export default function FirstRun({ rehearsal, onNew }: { rehearsal: boolean; onNew(): void }) {
  return (
    <Advice title="No sessions yet">
      <ol>
        <li>Start a session: choose a directory and say what you want done.</li>
        <li>Leave it alone. Who works shows in cyan, who waits for you in coral.</li>
        <li>Answer with one key: y allows, n denies.</li>
      </ol>
      <Button kind="primary" action="newSession" onClick={onNew}>
        New session
      </Button>
      {!rehearsal && (
        <>
          <p>No account at hand? A rehearsal shows a small fleet at work, with a scripted model:</p>
          <pre>npm start -- --rehearsal</pre>
        </>
      )}
    </Advice>
  );
}
