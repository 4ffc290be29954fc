import "./look/tokens.css";
import "./look/fonts.css";
import "./look/base.css";
import "./look/state.css";
import { browserWake, connect, fleetStore, sessionStores } from "@orbitdock/client";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { OrbitProvider } from "./app/orbit.tsx";
import { followSystemTheme } from "./app/theme.ts";

const connection = connect({
  url: location.origin,
  client: { name: "browser", version: "0.1.0" },
  wake: browserWake,
});
const orbit = { connection, fleet: fleetStore(connection), sessions: sessionStores(connection) };

followSystemTheme();
const root = document.getElementById("root");
if (!root) throw new Error("the page has no root");
// The other screens come when there is time for them: no key press waits for the network.
setTimeout(() => {
  void import("./wall/wall-screen.tsx");
  void import("./wall/wall-approval.tsx");
  void import("./start/new-session.tsx");
}, 1500);
createRoot(root).render(
  <OrbitProvider value={orbit}>
    <App />
  </OrbitProvider>,
);
