import { useServerStatus } from "../fleet/use-fleet-parts.ts";
import { LinkNotice } from "./link-notice.tsx";
import { useConnectionState, useOrbit } from "./orbit.tsx";
import { ServerNotices } from "./server-notices.tsx";

export function LiveNotices() {
  const { connection } = useOrbit();
  const link = useConnectionState();
  const status = useServerStatus();
  return (
    <div className="app-notices">
      <LinkNotice
        link={link}
        lastFrameAt={connection.last_frame_at}
        onRetry={connection.reconnectNow}
      />
      {status && <ServerNotices status={status} />}
    </div>
  );
}
