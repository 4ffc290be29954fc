import { expect, test } from "bun:test";
import { createConnectionCounter, createRateLimiter } from "./limits.ts";
import { OptionsError, parseServerArgs, parseServerOptions, serverArgs } from "./options.ts";

test("defaults are loopback, port 4000, with auth", () => {
  expect(parseServerOptions({})).toEqual({
    port: 4000,
    host: "127.0.0.1",
    noOpen: false,
    noAuth: false,
    allowHost: [],
    rehearsal: false,
    keepAgents: false,
  });
});

test("a command line says the same after going through options and back", () => {
  const line =
    "--port 0 --host 0.0.0.0 --data-dir /d --allow-host a.example --allow-host b --no-open --rehearsal --keep-agents";
  const options = parseServerArgs(line.split(" "));
  expect(options).toMatchObject({
    port: 0,
    dataDir: "/d",
    allowHost: ["a.example", "b"],
    noOpen: true,
  });
  expect(parseServerArgs(serverArgs(options))).toEqual(options);
  expect(parseServerArgs(["--no-auth", "--host=::1"])).toMatchObject({ noAuth: true, host: "::1" });
});

test("mistakes are named by their flag", () => {
  const mistakes: [string[], RegExp][] = [
    [["--port", "65536"], /^--port 65536: takes 0 to 65535/],
    [["--port", "4e3"], /^--port 4e3: takes a number/],
    [["--port", ""], /^--port/],
    [["--port=-1"], /^--port -1/],
    [["--host", "http://x"], /^--host http:\/\/x: takes a host name/],
    [["--allow-host", "a:b/c"], /^--allow-host/],
    [["--data-dir", ""], /^--data-dir/],
    [["--no-auth", "--host", "0.0.0.0"], /^--no-auth: is for loopback only/],
    [["--prot", "1"], /--prot/],
    [["extra"], /extra/],
  ];
  for (const [argv, message] of mistakes) {
    expect(() => parseServerArgs(argv)).toThrow(OptionsError);
    expect(() => parseServerArgs(argv)).toThrow(message);
  }
  expect(() => parseServerOptions({ port: 1.5, extra: 1 })).toThrow(/--port 1.5.*\n.*extra/);
});

test("a hundred pass at once, then a hundred a second", () => {
  const limiter = createRateLimiter(100);
  const passed = (now: number) => {
    let count = 0;
    while (limiter.take(now)) count += 1;
    return count;
  };
  expect(passed(1_000)).toBe(100);
  expect(limiter.retryAfter(1_000)).toBe(10);
  expect(passed(1_009)).toBe(0);
  expect(passed(1_010)).toBe(1);
  expect(passed(1_510)).toBe(50);
  expect(passed(1_000_000)).toBe(100);
  // A clock that is set back neither gives nor takes.
  expect(passed(0)).toBe(0);
  expect(passed(10)).toBe(1);
});

test("a connection counts until it is gone, once", () => {
  const counter = createConnectionCounter(2);
  const leave = counter.enter();
  expect(counter.enter()).not.toBeNull();
  expect(counter.enter()).toBeNull();
  leave?.();
  leave?.();
  expect(counter.open).toBe(1);
  expect(counter.enter()).not.toBeNull();
});
