/** The platform a prebuilt package is for, read from its name: `…-linux-x64-musl` and the like. */
function platformOf(name) {
  const words = name.split(/[-/]/);
  const os = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony"];
  const cpu = ["arm64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "x64"];
  const found = {
    os: words.find((word) => os.includes(word) || word === "win32"),
    cpu: words.find((word) => cpu.includes(word)),
  };
  if (!found.os || !found.cpu) return null;
  const libc = words.some((word) => word.startsWith("musl")) ? "musl" : "glibc";
  return {
    cpu: [found.cpu],
    ...(found.os === "linux" ? { libc: [libc] } : {}),
    optional: true,
    os: [found.os],
  };
}

/** The optional packages that the lock's packages name and the lock itself leaves out. */
export function missingPlatforms(lock) {
  const missing = [];
  for (const entry of Object.values(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const path = `node_modules/${name}`;
      if (!lock.packages[path]) missing.push({ path, name, version, dev: entry.dev === true });
    }
  }
  return missing;
}

/**
 * Adds to the lock the packages of platforms that the registry it was made with does not hold, so
 * that `npm ci` accepts it everywhere and another platform gets its own binary.
 */
export function fillPlatforms(lock) {
  const packages = { ...lock.packages };
  for (const { path, name, version, dev } of missingPlatforms(lock)) {
    const platform = platformOf(name);
    if (!platform) throw new Error(`${name} does not say in its name which platform it is for.`);
    packages[path] = { version, ...(dev ? { dev } : {}), ...platform };
  }
  const sorted = Object.entries(packages).toSorted(([a], [b]) => a.localeCompare(b, "en"));
  return { ...lock, packages: Object.fromEntries(sorted) };
}
