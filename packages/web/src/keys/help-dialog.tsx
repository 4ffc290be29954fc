import "./help-dialog.css";
import { Dialog } from "../look/dialog.tsx";
import { keyLabel } from "./kbd.tsx";
import { type KeyAction, keyTable } from "./key-table.ts";

/** Every key there is, by where it works. */
export default function HelpDialog({ onClose }: { onClose(): void }) {
  const entries = Object.entries(keyTable) as [KeyAction, (typeof keyTable)[KeyAction]][];
  const groups = [...new Set(entries.map(([, entry]) => entry.group))];
  return (
    <Dialog title="Keys" wide onClose={onClose}>
      <div className="help">
        {groups.map((group) => (
          <section key={group} className="help-group">
            <h3>{group}</h3>
            <dl>
              {entries
                .filter(([, entry]) => entry.group === group)
                .map(([action, { keys, label }]) => (
                  <div key={action} className="help-line">
                    <dt>{label}</dt>
                    <dd>
                      {keys.map((key) => (
                        <kbd key={key} className="kbd">
                          {keyLabel(key)}
                        </kbd>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
