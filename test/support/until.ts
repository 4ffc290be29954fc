/** Waits until something holds, asking often. @throws naming what was waited for after `ms`. */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  ms = 20_000,
): Promise<NonNullable<T>> {
  const deadline = performance.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (performance.now() > deadline) throw new Error(`waited ${ms} ms in vain for ${what}`);
    await Bun.sleep(5);
  }
}
