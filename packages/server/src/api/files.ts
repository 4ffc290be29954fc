import { join, normalize, sep } from "node:path";

const policy = [
  "default-src 'self'",
  "script-src 'self'",
  "img-src 'self' data: blob:",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Names that carry a hash of their content never change. */
const hashed = /[-.][a-z0-9]{8,}\.(?:js|css|woff2|svg|png)$/;

/**
 * Serves the dashboard's files from a directory; any path without an extension is the dashboard
 * itself. Null when there is no such file.
 */
export async function serveFile(root: string, request: Request): Promise<Response | null> {
  const path = decodePath(new URL(request.url).pathname);
  if (path === null) return null;
  const name = /\.[a-z0-9]+$/i.test(path) ? path : "/index.html";
  const file = normalize(join(root, name));
  if (!file.startsWith(normalize(root) + sep)) return null;
  const plain = Bun.file(file);
  if (!(await plain.exists())) return null;
  const headers = new Headers({
    "content-type": plain.type,
    "cache-control": hashed.test(name) ? "public, max-age=31536000, immutable" : "no-cache",
    "content-security-policy": policy,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  });
  if (/\bgzip\b/.test(request.headers.get("accept-encoding") ?? "")) {
    const packed = Bun.file(`${file}.gz`);
    if (await packed.exists()) {
      headers.set("content-encoding", "gzip");
      headers.set("vary", "accept-encoding");
      return new Response(packed, { headers });
    }
  }
  return new Response(plain, { headers });
}

function decodePath(path: string): string | null {
  try {
    const decoded = decodeURIComponent(path);
    return decoded.includes("\0") ? null : decoded;
  } catch {
    return null;
  }
}
