import { World } from "../support/server-process.ts";
import { CrewMember, pause } from "./fleet.ts";

export interface CrashTrial {
  seed: number;
  sessions: number;
  /** How often the server is killed, at moments drawn from the seed. */
  kills: number;
  say(line: string): void;
}

/**
 * Kills the server with -9 again and again while real threads stream and ask; gives every fault
 * found in the end: nothing said or done may be missing or doubled.
 */
export async function crashTrial({ seed, sessions, kills, say }: CrashTrial): Promise<string[]> {
  const random = mulberry32(seed);
  const world = new World();
  let crew: CrewMember[] = [];
  try {
    await world.start();
    crew = await Promise.all(
      Array.from({ length: sessions }, (_, index) => CrewMember.join(world, `s${index}`)),
    );
    const killing = { over: false };
    const failures: string[] = [];
    const work = crew.map(async (member) => {
      while (!killing.over) await member.turn(random() * 1_500);
    });
    const watched = work.map((one) => one.catch((error: unknown) => failures.push(String(error))));
    let waitingAtKill = 0;
    let workingAtKill = 0;
    for (let kill = 1; kill <= kills && failures.length === 0; kill++) {
      // Every other kill comes the moment a command was acknowledged: it must hold from then on.
      if (kill % 2 === 0) await Promise.race([acknowledged(crew), pause(2_000)]);
      else await pause(50 + random() * 700);
      for (const { view } of crew) {
        if (view.session?.work_status === "permission") waitingAtKill++;
        if (view.session?.work_status === "working") workingAtKill++;
      }
      await world.kill();
      await world.start();
      if (kill % 10 === 0) say(`${kill} kills`);
    }
    killing.over = true;
    await Promise.all(watched);
    const turns = crew.reduce((sum, member) => sum + member.turns, 0);
    say(
      `seed ${seed}: ${kills} kills, ${turns} turns; at the kills ${workingAtKill} sessions worked, ${waitingAtKill} waited for an approval`,
    );
    if (workingAtKill === 0 || waitingAtKill === 0)
      failures.push("no session worked, or none waited, when the server was killed");
    for (const member of crew) failures.push(...(await member.faults()));
    return failures;
  } finally {
    for (const member of crew) member.leave();
    await world.dispose();
  }
}

function acknowledged(crew: readonly CrewMember[]): Promise<void> {
  return new Promise((resolve) => {
    for (const member of crew) member.onAcknowledged = resolve;
  });
}

/** A small seeded generator of numbers in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
