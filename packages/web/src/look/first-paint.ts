// Runs before anything is drawn, as a file of its own because the page's policy allows no inline
// scripts: the theme that was chosen is there with the first pixel.
try {
  const theme = localStorage.getItem("orbitdock.theme");
  const light =
    theme === "light" || (theme !== "dark" && matchMedia("(prefers-color-scheme: light)").matches);
  if (light) document.documentElement.dataset["theme"] = "light";
} catch {
  // Without storage the page is dark.
}
