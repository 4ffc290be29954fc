import { expect, test } from "bun:test";
import { shortPath } from "./short-path.ts";

test("a path inside the directory is shown without it, with and without its slash", () => {
  expect(shortPath("/home/ada/web/src/a.ts", "/home/ada/web")).toBe("src/a.ts");
  expect(shortPath("home/ada/web/src/a.ts", "/home/ada/web")).toBe("src/a.ts");
  expect(shortPath("/home/ada/web/src/a.ts", "/home/ada/web/")).toBe("src/a.ts");
});

test("any other path stays as it is", () => {
  for (const path of [
    "src/a.ts",
    "/home/ada/website/a.ts",
    "/home/ada/web",
    "/home/ada/web/",
    "/etc/hosts",
    "",
  ])
    expect(shortPath(path, "/home/ada/web")).toBe(path);
  expect(shortPath("/etc/hosts", "")).toBe("/etc/hosts");
  expect(shortPath("/etc/hosts", "/")).toBe("/etc/hosts");
});
