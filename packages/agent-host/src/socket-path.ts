import { chmodSync, lstatSync, mkdirSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";
import { dirname } from "node:path";

/** The shortest limit of the systems we run on (macOS: 104 bytes with the closing NUL). */
const MAX_SOCKET_PATH_BYTES = 103;

const onWindows = process.platform === "win32";

/** Throws with what to do when `path` cannot be a socket's. */
export function checkSocketPath(path: string): void {
  const bytes = Buffer.byteLength(path);
  if (onWindows || bytes <= MAX_SOCKET_PATH_BYTES) return;
  throw new Error(
    `the socket path is ${bytes} bytes long and systems allow ${MAX_SOCKET_PATH_BYTES}; choose a shorter one: ${path}`,
  );
}

/** Makes the socket's directory, or checks that the one there is open to its owner alone. */
export function prepareSocketDirectory(path: string): void {
  if (onWindows) return;
  const directory = dirname(path);
  if (mkdirSync(directory, { recursive: true, mode: 0o700 }) !== undefined)
    chmodSync(directory, 0o700);
  const { mode, uid } = statSync(directory);
  if (uid !== process.getuid?.())
    throw new Error(`${directory} belongs to another user; choose a directory of your own`);
  if ((mode & 0o077) !== 0) {
    throw new Error(
      `${directory} is open to others (mode ${(mode & 0o777).toString(8)}); run chmod 700 on it or choose another directory`,
    );
  }
}

/** Whether something listens at `path`. */
export function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

/** Removes a socket file nobody listens at; throws when the file there is no socket. */
export function removeStaleSocket(path: string): void {
  if (onWindows) return;
  const file = lstatSync(path, { throwIfNoEntry: false });
  if (file === undefined) return;
  if (!file.isSocket())
    throw new Error(`${path} exists and is no socket; remove it or choose another path`);
  rmSync(path);
}
