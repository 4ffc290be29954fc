/**
 * Whether `promise` settles within so many milliseconds. Unlike a race with a sleep, it leaves no
 * timer behind that keeps the process alive.
 */
export async function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const late = Promise.withResolvers<false>();
  const timer = setTimeout(() => late.resolve(false), ms);
  try {
    return await Promise.race([promise.then(() => true), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
