/**
 * Asks the server for a one-time link to the dashboard.
 * @throws with what the server said
 */
export async function requestLoginLink(serverUrl: string, token: string): Promise<string> {
  const answer = await fetch(`${serverUrl}/api/login-codes`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(5_000),
  });
  const body = (await answer.json().catch(() => null)) as {
    code?: unknown;
    message?: unknown;
  } | null;
  if (answer.ok && typeof body?.code === "string") return `${serverUrl}/login?code=${body.code}`;
  throw new Error(
    typeof body?.message === "string" ? body.message : `the server answered ${answer.status}`,
  );
}
