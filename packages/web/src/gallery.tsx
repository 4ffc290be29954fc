import "./look/tokens.css";
import "./look/fonts.css";
import "./look/base.css";
import "./look/state.css";
import "./gallery/gallery.css";
import { createRoot } from "react-dom/client";
import { followSystemTheme } from "./app/theme.ts";
import { appStories } from "./gallery/app-stories.tsx";

// For development: the app in each of its states, without a server. `/gallery.html?show=fleet`,
// and then any path of the app with the same question: the pages are told apart by it.
followSystemTheme();
const root = document.getElementById("root");
if (!root) throw new Error("the page has no root");
const query = new URLSearchParams(location.search);
const story = appStories[query.get("show") ?? ""];
const path = query.get("path");
if (path) history.replaceState(null, "", `${path}?${query}`);

createRoot(root).render(
  story ? (
    story()
  ) : (
    <ul className="gallery">
      {Object.keys(appStories).flatMap((name) =>
        ["/", "/wall", "/fleet"].map((where) => (
          <li key={name + where}>
            <a href={`/gallery.html?show=${encodeURIComponent(name)}&path=${where}`}>
              {name} {where}
            </a>
          </li>
        )),
      )}
    </ul>
  ),
);
