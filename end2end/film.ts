// A camera of a test's own: a film that the browser's fake camera shows, in a file that a test can break off, take away and bring
// back, and the process of the browser that reads it, which a test can let hang. What a person does to a real camera is done to this one.

import type { Browser } from "@playwright/test";
import { copyFile, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { make } from "./media/make.mjs";

/** Which of the browser's processes has the cameras. */
const KEEPER = "video_capture.mojom.VideoCaptureService";

/** In the middle of a picture: whoever reads on from there gives up, and with it the camera ends. */
const BROKEN_OFF = 500_000;

export class Film {
  readonly #folder: string;
  readonly #from: string;
  #hung: number[] = [];

  private constructor(folder: string, from: string) {
    this.#folder = folder;
    this.#from = from;
  }

  /** `name` is one of those that ./media makes. */
  static async of(name: string): Promise<Film> {
    const film = new Film(await mkdtemp(join(tmpdir(), "telesala-film-")), join(make(), `${name}.y4m`));
    await film.plugIn();
    await writeFile(film.#alone, `#!/bin/sh\ncase "$*" in *${KEEPER}*) set -- "$@" ${film.shown.join(" ")} ;; esac\nexec "$@"\n`);
    return film;
  }

  get #file() {
    return join(this.#folder, "camera.y4m");
  }

  get #alone() {
    return join(this.#folder, "alone.sh");
  }

  /** The flags of a browser whose camera shows it, and whose microphone is a fake one too. */
  get shown() {
    return ["--use-fake-device-for-media-stream=fps=30", `--use-file-for-fake-video-capture=${this.#file}`];
  }

  /** The flags of a browser whose camera alone shows it: only the process that has the cameras is told that they are fake. */
  get shownAlone() {
    return [`--utility-cmd-prefix=sh ${this.#alone}`];
  }

  /** The camera is there, or there again. */
  async plugIn() {
    await copyFile(this.#from, this.#file);
  }

  /** It dies. */
  async breakOff() {
    await truncate(this.#file, BROKEN_OFF);
  }

  /** It is pulled out. */
  async unplug() {
    await this.breakOff();
    await rm(this.#file);
  }

  /** It hangs: no picture comes, and nobody says why. */
  async hang(browser: Browser) {
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    this.#hung = processInfo.filter(({ type }) => type === KEEPER).map(({ id }) => id);
    if (this.#hung.length === 0) throw new Error("the browser has no process for its camera");
    for (const id of this.#hung) process.kill(id, "SIGSTOP");
    await session.detach();
  }

  /** It goes on. */
  goOn() {
    for (const id of this.#hung.splice(0)) {
      try {
        process.kill(id, "SIGCONT");
      } catch {
        // It ended with its browser.
      }
    }
  }

  async remove() {
    this.goOn();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
