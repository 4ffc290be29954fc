import type { ServerStatus } from "@orbitdock/protocol";
import { useState } from "react";
import { providerNames } from "../fleet/naming.ts";
import { Button } from "../look/button.tsx";
import { CommandsIn } from "./commands-in.tsx";
import { Notice } from "./notice.tsx";

/** What the server says is not as it should be: its store, the agent host, the agents. */
export function ServerNotices({ status }: { status: ServerStatus }) {
  const [dismissed, setDismissed] = useState<readonly string[]>([]);
  const { store, providers, agent_host } = status;
  const none = providers.length > 0 && providers.every((one) => !one.available);
  const broken = providers.filter((one) => none || (one.version !== null && !one.available));
  const dismiss = (key: string) => (
    <Button kind="ghost" onClick={() => setDismissed([...dismissed, key])}>
      Dismiss
    </Button>
  );
  return (
    <>
      {store.state === "degraded" && (
        <Notice tone="failed" title="Changes are not being saved.">
          <CommandsIn text={[store.problem, store.hint].filter(Boolean).join(" ")} />{" "}
          {store.unsaved > 0 && `Sessions go on; ${store.unsaved} changes wait in memory.`}
        </Notice>
      )}
      {store.state === "ok" && store.problem && !dismissed.includes(store.problem) && (
        <Notice tone="reply" title={store.problem} action={dismiss(store.problem)}>
          <CommandsIn text={store.hint ?? ""} />
        </Notice>
      )}
      {!agent_host.connected && agent_host.pid !== null && (
        <Notice tone="permission" title="The agents cannot be reached right now.">
          They go on by themselves; what they do shows when the line is back.
        </Notice>
      )}
      {broken
        .filter((one) => !dismissed.includes(one.provider))
        .map((one) => (
          <Notice
            key={one.provider}
            tone="permission"
            title={one.problem ?? `${providerNames[one.provider]} is not there.`}
            action={dismiss(one.provider)}
          >
            <CommandsIn text={one.hint ?? ""} />
          </Notice>
        ))}
    </>
  );
}
