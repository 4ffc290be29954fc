import "./loading.css";

/** Something is on its way; says so only when it takes long enough to be noticed. */
export function Loading({ what }: { what: string }) {
  return (
    <div className="loading" role="status">
      <i aria-hidden="true" />
      Loading {what} …
    </div>
  );
}
