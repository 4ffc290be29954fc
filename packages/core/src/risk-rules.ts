import type { Risk } from "@orbitdock/protocol";

/** `lead` is what stands before the dangerous words and is not part of them. */
interface Danger {
  pattern: RegExp;
  risk: Risk;
  reason: string;
}

/**
 * A command begins at the start, after a separator, a quote or a word of the shell, and after
 * assignments and words that run another command. A quote may begin plain words, too: those are
 * marked once too often rather than once too seldom.
 */
const runner = "(?:env|exec|nohup|time|nice|timeout|xargs|command|builtin)";
const at = String.raw`(?<lead>(?:^|[;&|({\n"'\`]|\b(?:then|do|else)\s|\s-exec(?:dir)?\s)\s*(?:(?:${runner}(?:\s+(?:-\S+|\d+s?)){0,8}|\w+=\S*)\s+){0,8})(?:[\w.~-]*\/[\w.~/-]*\/?)?`;
/** To the end of this command, or far enough for the eye: what is not bounded costs its square. */
const rest = String.raw`[^;&|\n"']{0,1000}`;
const git = String.raw`git(?:\s+(?:-[Cc]\s+\S+|--?[\w-]+(?:=\S*)?)){0,8}\s+`;

function danger(risk: Risk, reason: string, pattern: string): Danger {
  return { pattern: new RegExp(at + pattern, "gi"), risk, reason };
}

export const dangers: readonly Danger[] = [
  danger("high", "Deletes files", String.raw`(?:sudo\s+)?(?:rm|rmdir|unlink|shred|trash)\s${rest}`),
  danger("high", "Deletes files", String.raw`find\s[^;&|\n]{0,1000}\s-delete\b`),
  danger("high", "Runs as administrator", String.raw`(?:sudo|doas|su)\s${rest}`),
  danger(
    "high",
    "Overwrites commits on the remote",
    String.raw`${git}push\s${rest}(?:--force\b|--force-with-lease|-f\b)${rest}`,
  ),
  danger(
    "high",
    "Throws away uncommitted work",
    String.raw`${git}(?:reset\s+--hard|clean\s+-\S*f|checkout\s+(?:--\s|\.)|restore\s)${rest}`,
  ),
  danger("normal", "Publishes commits", String.raw`${git}push\b${rest}`),
  danger(
    "high",
    "Publishes a package",
    String.raw`(?:npm|pnpm|yarn|bun|cargo|gem|twine|poetry)\s+(?:publish|upload)\b${rest}`,
  ),
  danger(
    "high",
    "Writes to a disk directly",
    String.raw`(?:dd|mkfs\S*|fdisk|parted|wipefs)\s${rest}`,
  ),
  danger(
    "high",
    "Changes permissions of many files",
    String.raw`(?:chmod|chown|chgrp)\s+(?:-\S*R|--recursive)${rest}`,
  ),
  danger(
    "high",
    "Changes infrastructure",
    String.raw`(?:terraform|tofu|pulumi)\s+(?:apply|destroy|up)\b${rest}`,
  ),
  danger(
    "high",
    "Deletes from a cluster",
    String.raw`(?:kubectl|helm|oc)\s+(?:delete|uninstall|drain)\b${rest}`,
  ),
  danger(
    "high",
    "Removes containers or images",
    String.raw`(?:docker|podman)\s+(?:system\s+prune|volume\s+(?:rm|prune)|rmi?\b)${rest}`,
  ),
  danger("normal", "Ends processes", String.raw`(?:kill|pkill|killall)\s${rest}`),
  danger(
    "normal",
    "Reaches another machine",
    String.raw`(?:ssh|scp|rsync|sftp|nc|telnet)\s${rest}`,
  ),
  danger(
    "normal",
    "Installs software",
    String.raw`(?:npm|pnpm|yarn|bun|pip3?|cargo|brew|apt(?:-get)?|dnf|apk)\s+(?:install|add|i)\b${rest}`,
  ),
  {
    pattern: /(?:curl|wget)\b[^;&\n]{0,1000}\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b/gi,
    risk: "high",
    reason: "Runs a script from the network",
  },
  {
    pattern: /\b(?:curl|wget)\s[^;&|\n"']{0,1000}/gi,
    risk: "normal",
    reason: "Reaches the network",
  },
  {
    pattern: /\b(?:drop\s+(?:table|database|schema)|truncate\s+table|delete\s+from)\b[^;"']*/gi,
    risk: "high",
    reason: "Deletes from a database",
  },
  {
    pattern: />\s*\/(?:etc|dev\/(?:sd|nvme|disk)|boot|usr|bin)\S*/gi,
    risk: "high",
    reason: "Writes to the system",
  },
  {
    pattern:
      /(?:~|\$HOME|\/root|\/home\/\w+)\/\.(?:ssh|aws|gnupg|kube|netrc|npmrc|config\/gh)\S*/gi,
    risk: "high",
    reason: "Touches credentials",
  },
  {
    pattern: /:\(\)\s*\{\s*:\|:&\s*\};:/g,
    risk: "high",
    reason: "Never ends and fills the machine",
  },
];

export const sensitivePaths: readonly { pattern: RegExp; reason: string }[] = [
  { pattern: /(?:^|\/)\.(?:ssh|aws|gnupg|kube)(?:\/|$)/, reason: "Touches credentials" },
  { pattern: /(?:^|\/)\.env(?:\.|$)/, reason: "Touches secrets" },
  { pattern: /(?:^|\/)\.git\/(?:hooks|config)/, reason: "Changes what git runs" },
  {
    pattern: /(?:^|\/)\.(?:bash|zsh)(?:rc|_profile|env)$|(?:^|\/)\.profile$/,
    reason: "Changes the shell's start",
  },
];

const plain = String.raw`(?:\s+[\w@%+=:,./~*?[\]{}'"#!^$()\\-]+)*`;
/** Commands that only read, with arguments that cannot make them write. */
export const readOnlyCommands: readonly RegExp[] = [
  new RegExp(
    `^(?:ls|pwd|cat|head|tail|wc|grep|rg|fd|tree|file|stat|du|df|which|echo|date|whoami|uname|cut|uniq|nl|jq|diff|basename|dirname|realpath|true)${plain}$`,
  ),
  new RegExp(`^sed\\s+-n${plain}$`),
  new RegExp(
    `^git\\s+(?:status|diff|log|show|blame|rev-parse|ls-files|branch\\s+--show-current|remote\\s+-v)${plain}$`,
  ),
  new RegExp(`^cd${plain}$`),
];
