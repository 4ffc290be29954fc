import type { SessionStatus } from "@orbitdock/client";

/** In place of a session that is not there (yet). */
export function SessionAbsent({ status, error }: { status: SessionStatus; error: string | null }) {
  if (status === "not_found")
    return (
      <div className="absent" role="status">
        <h1>No such session</h1>
        <p>It may have been deleted, or the address is of another server.</p>
      </div>
    );
  if (status === "error")
    return (
      <div className="absent" role="alert">
        <h1>The session cannot be shown</h1>
        <p>{error}</p>
      </div>
    );
  return (
    <div className="absent absent-loading" role="status">
      <span className="hidden-text">Loading the session</span>
      <i style={{ width: "38%" }} />
      <i style={{ width: "72%" }} />
      <i style={{ width: "64%" }} />
      <i style={{ width: "50%" }} />
    </div>
  );
}
