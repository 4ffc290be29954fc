import { exits } from "../cli-error.ts";
import { command, does } from "../command.ts";
import type { CommonOptions } from "../command.ts";
import { homeOf } from "../target.ts";

const marks = { ok: ["green", "ok"], warning: ["yellow", "!!"], problem: ["red", "XX"] } as const;

export const doctor = does<CommonOptions & { port: string }>(
  command("doctor", "look whether everything is as it should be, and say what to type where not", [
    "orbitdock doctor",
    "orbitdock doctor --json | jq 'select(.state != \"ok\")'",
  ]).option("--port <port>", "the port that the server is to have", "4000"),
  async (terminal, options) => {
    const checks = await import("../doctor/checks.ts");
    const { default: root } = await import("../../../../package.json", { with: { type: "json" } });
    const home = homeOf(options);
    const findings = [
      checks.checkBun(root.dependencies.bun),
      ...(await checks.checkAgents()),
      ...checks.checkHome(home),
      await checks.checkServer(home, Number(options.port)),
      await checks.checkHostSocket(home),
    ];
    for (const finding of findings) {
      terminal.value(finding);
      const [colour, mark] = marks[finding.state];
      terminal.line(`${terminal.style(colour, mark)}  ${finding.name.padEnd(11)} ${finding.found}`);
      if (finding.fix !== undefined) terminal.line(`    ${" ".repeat(11)} → ${finding.fix}`);
    }
    if (findings.some(({ state }) => state === "problem")) process.exitCode = exits.error;
  },
);
