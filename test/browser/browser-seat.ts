import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import type { World } from "../support/server-process.ts";

/** Where the machine's Chromium is; null where there is none. */
export const chromiumPath =
  process.env["CHROMIUM_PATH"] ??
  Bun.which("chromium") ??
  Bun.which("chromium-browser") ??
  Bun.which("google-chrome");

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Sizes of screens, in CSS pixels. */
export const screens = {
  desk: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
} as const;

export interface SeatOptions {
  screen?: keyof typeof screens;
  /** Without the cookie: a browser that nobody let in. */
  stranger?: boolean;
}

/** A real browser that is logged in to a world's server. */
export class BrowserSeat {
  readonly errors: string[] = [];
  readonly #browser: Browser;
  readonly context: BrowserContext;
  readonly page: Page;

  private constructor(browser: Browser, context: BrowserContext, page: Page) {
    this.#browser = browser;
    this.context = context;
    this.page = page;
    page.setDefaultTimeout(10_000);
    page.on("pageerror", (error) => this.errors.push(error.message));
  }

  static async open(
    world: World,
    { screen = "desk", stranger = false }: SeatOptions = {},
  ): Promise<BrowserSeat> {
    if (!chromiumPath) throw new Error("no Chromium on this machine");
    const browser = await chromium.launch({ executablePath: chromiumPath, args: flags });
    const context = await browser.newContext(screens[screen]);
    const seat = new BrowserSeat(browser, context, await context.newPage());
    if (stranger) {
      await seat.page.goto(world.url);
      return seat;
    }
    const answer = await fetch(`${world.url}/api/login-codes`, {
      method: "POST",
      headers: { authorization: `Bearer ${world.token}` },
    });
    const { code } = (await answer.json()) as { code: string };
    await seat.page.goto(`${world.url}/login?code=${code}`);
    // The page goes on to the dashboard by itself; until it is there, no other page can be opened.
    await seat.page.waitForURL((url) => url.pathname !== "/login");
    return seat;
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}
