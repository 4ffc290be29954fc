import { Button } from "../look/button.tsx";
import { CommandsIn } from "./commands-in.tsx";
import { Advice } from "./advice.tsx";

/** The server does not know this browser. */
export default function Unauthorized({ message, onRetry }: { message: string; onRetry(): void }) {
  return (
    <Advice title="This browser needs a link">
      <p>
        OrbitDock lets in only who has a one-time link from the machine it runs on. In a terminal
        there, type:
      </p>
      <pre>orbitdock open</pre>
      <p>It opens the dashboard here, or prints the link for another device.</p>
      <Button onClick={onRetry}>Try again</Button>
      <details>
        <summary>What the server said</summary>
        <p>
          <CommandsIn text={message} />
        </p>
      </details>
    </Advice>
  );
}
