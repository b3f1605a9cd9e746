// A camera of a test's own: a film that the browser's fake camera shows, in a file that a test can break off, take away and bring
// back, and the process of the browser that reads it, which a test can let hang. What a person does to a real camera is done to this one.

import type { Browser } from "@playwright/test";
import { copyFile, mkdtemp, open, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { make } from "./media/make.mjs";

/** Which of the browser's processes has the cameras. */
const KEEPER = "video_capture.mojom.VideoCaptureService";

/** What stands before each picture of a film. */
const MARK = Buffer.from("FRAME\n");

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

  /** Its shutter closes: pictures come as before, and all of them are black. */
  async close() {
    // Brightness fills two thirds of a picture, where 16 is black; the rest is its colour.
    await this.#showOnly((picture) => Buffer.alloc(picture.length, 128).fill(16, 0, (picture.length * 2) / 3));
  }

  /** It goes on giving pictures, and all of them are the same. */
  async freeze() {
    await this.#showOnly((picture) => picture);
  }

  /** From now on every picture is the one that `of` makes of the first. */
  async #showOnly(of: (first: Buffer) => Buffer) {
    // Written over in its place: the browser reads on in the file that it opened.
    const file = await open(this.#file, "r+");
    try {
      const film = await file.readFile();
      const places: number[] = [];
      // No picture holds the mark by chance: it ends in a 10, which is darker than black.
      for (let at = film.indexOf(MARK); at >= 0; at = film.indexOf(MARK, at + MARK.length)) places.push(at + MARK.length);
      const [first, second = film.length + MARK.length] = places;
      if (first === undefined) throw new Error("the film has no picture");
      const picture = of(film.subarray(first, second - MARK.length));
      for (const place of places) await file.write(picture, 0, picture.length, place);
    } finally {
      await file.close();
    }
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
