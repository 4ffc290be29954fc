/** Shells that Codex wraps a command in (0.169: the user's shell, `-c`, or `-lc` for a login shell). */
const wrapper = /^(?:\S*\/)?(?:bash|zsh|sh|fish|dash|ksh) -l?i?c /;

/**
 * The command a person would type, without the `bash -lc '…'` that Codex puts around it. A wrapper
 * that is not exactly one shell word comes back as it is.
 */
export function unwrapCommand(command: string): string {
  const found = wrapper.exec(command);
  if (!found) return command;
  return shellWord(command.slice(found[0].length)) ?? command;
}

/** The value of a text that is one word of a POSIX shell; undefined if it is more, less or odd. */
function shellWord(source: string): string | undefined {
  if (/^[\w@%+=:,./-]+$/.test(source)) return source;
  let value = "";
  let at = 0;
  while (at < source.length) {
    const char = source.charAt(at);
    if (char === "'") {
      const end = source.indexOf("'", at + 1);
      if (end < 0) return undefined;
      value += source.slice(at + 1, end);
      at = end + 1;
    } else if (char === '"') {
      const quoted = /^"((?:[^"\\$`]|\\[\s\S])*)"/.exec(source.slice(at));
      if (!quoted) return undefined;
      value += (quoted[1] ?? "").replaceAll(/\\(["\\$`])|\\\n/g, "$1");
      at += quoted[0].length;
    } else if (char === "\\" && at + 1 < source.length) {
      value += source.charAt(at + 1);
      at += 2;
    } else if (/[\w@%+=:,./-]/.test(char)) {
      value += char;
      at++;
    } else {
      return undefined;
    }
  }
  return value;
}
