import { counted } from "./counts.mjs";
import { run } from "./run.mjs";

const AT_ONCE = 2;
const DEADLINE_MS = 120_000;

/** Runs the static checks, two at a time, printing each one's words when it is through. */
export async function runStatics(steps, env) {
  const results = [];
  const queue = [...steps];
  const worker = async () => {
    for (let step = queue.shift(); step; step = queue.shift()) {
      const result = await runStatic(step, env);
      results.push(result);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return steps.map((step) => results.find((result) => result.name === step.name));
}

async function runStatic({ name, command }, env) {
  const ran = await run(command, { env, collect: true, deadlineMs: DEADLINE_MS });
  const passed = ran.code === 0;
  console.log(`${passed ? "ok    " : "FAILED"} ${name} (${ran.seconds.toFixed(1)} s)`);
  if ((!passed || name === "tidy") && ran.output.trim()) console.log(ran.output.trimEnd());
  const notes = ran.timedOut ? [`stopped after ${DEADLINE_MS / 1000} s`] : [];
  return { name, seconds: ran.seconds, notes, counts: counted(passed ? 1 : 0, passed ? 0 : 1) };
}
