import { useEffect, useId } from "react";
import { DiffView } from "../approval/diff-view.tsx";

/** All that the session changed, as the agent's program says it. */
export function DiffTab(props: { diff: string | null; root: string; file: string | null }) {
  const { diff, root, file } = props;
  const anchor = useId();
  useEffect(() => {
    if (file) document.getElementById(`${anchor}${file}`)?.scrollIntoView({ block: "start" });
  }, [anchor, file]);
  if (!diff) return <p className="insp-none">Nothing was changed.</p>;
  return (
    <div className="idiff">
      <DiffView diff={diff} root={root} lines={200} anchor={anchor} />
    </div>
  );
}
