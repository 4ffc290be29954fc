/** Calls `each` as often as `due` says for the ms that have passed, for `ms` in all. */
export function pace(ms: number, due: (passed: number) => number, each: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    let done = 0;
    const timer = setInterval(() => {
      const passed = performance.now() - began;
      try {
        for (const until = due(Math.min(passed, ms)); done < until; done++) each();
      } catch (error) {
        clearInterval(timer);
        reject(error);
      }
      if (passed < ms) return;
      clearInterval(timer);
      resolve();
    }, 1);
  });
}
