// A sound server of a test's own: PulseAudio with a loudspeaker that goes nowhere and a microphone in a room of its own. What a
// person does to a real microphone (mute it in the system, pull it out, plug it in) is done to this one.

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { HEAD, rate } from "./media/sounds.mjs";

const run = promisify(execFile);
const samples = ["--raw", "--format=s16le", "--channels=1", `--rate=${rate}`];

export class SoundServer {
  #daemon: ChildProcess | undefined;
  #playing: ChildProcess | undefined;
  #recording: ChildProcess | undefined;
  readonly #recorded: Buffer[] = [];
  #microphone: string | undefined;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async start(): Promise<SoundServer> {
    const server = new SoundServer(await mkdtemp(join(tmpdir(), "telesala-sound-")));
    const daemon = spawn(
      "pulseaudio",
      [
        ...["-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--log-level=error", "--log-target=stderr"],
        ...["--realtime=no", "--high-priority=no", "--disable-shm=yes"],
        ...["-L", `module-native-protocol-unix socket=${server.#socket} auth-anonymous=1`],
        ...["-L", `module-null-sink sink_name=loudspeaker rate=${rate}`],
        // What is said in the room reaches the microphone alone. PulseAudio lets whoever loses it hear the loudspeaker instead.
        ...["-L", `module-null-sink sink_name=room rate=${rate}`],
      ],
      { env: server.#environment, stdio: "ignore" },
    );
    server.#daemon = daemon;
    const failed = new Promise<never>((_, reject) => {
      daemon.once("error", reject);
      daemon.once("exit", (code) => reject(new Error(`the sound server ended with ${code}`)));
    });
    // Once it stands, its end is the test's own doing.
    failed.catch(() => {});
    await Promise.race([failed, server.#standing()]);
    await server.#tell("set-default-sink", "loudspeaker");
    await server.#tell("set-default-source", "loudspeaker.monitor");
    return server;
  }

  get #socket() {
    return join(this.#folder, "native");
  }

  get #environment() {
    const { DISPLAY: _, DBUS_SESSION_BUS_ADDRESS: __, ...usual } = process.env;
    return { ...usual, HOME: this.#folder, PULSE_RUNTIME_PATH: this.#folder, PULSE_SERVER: `unix:${this.#socket}` };
  }

  async #standing() {
    for (let tries = 0; tries < 200; tries++) {
      try {
        return await this.#tell("info");
      } catch {
        await new Promise((go) => setTimeout(go, 50));
      }
    }
    throw new Error("the sound server did not start");
  }

  async #tell(...words: string[]): Promise<string> {
    return (await run("pactl", words, { env: this.#environment, timeout: 5_000 })).stdout.trim();
  }

  /** How to start a browser that hears and sounds here, and not through the browser's own silence. */
  heardBy() {
    return { env: { ...this.#environment, HOME: process.env.HOME ?? this.#folder }, ignoreDefaultArgs: ["--mute-audio"] };
  }

  /** Plugs the microphone in, where it hears what is said in the room or what comes from the loudspeaker. */
  async plugIn(hears: "room" | "loudspeaker" = "room") {
    this.#microphone = await this.#tell("load-module", "module-remap-source", `master=${hears}.monitor`, "source_name=microphone", "remix=no");
    await this.#tell("set-default-source", "microphone");
  }

  async unplug() {
    if (!this.#microphone) return;
    await this.#tell("set-default-source", "loudspeaker.monitor");
    await this.#tell("unload-module", this.#microphone);
    this.#microphone = undefined;
  }

  async mute(muted: boolean) {
    await this.#tell("set-source-mute", "microphone", muted ? "1" : "0");
  }

  /** Says something in the room, over and over. */
  async say(file: string) {
    const sound = (await readFile(file)).subarray(HEAD);
    const player = spawn("pacat", ["--playback", "--device=room", "--latency-msec=100", ...samples], {
      env: this.#environment,
      stdio: ["pipe", "ignore", "ignore"],
    });
    this.#playing = player;
    // It ends in the middle of a sound, which is no fault.
    player.stdin.on("error", () => {});
    const more = () => {
      while (!player.killed && player.stdin.write(sound));
    };
    player.stdin.on("drain", more);
    more();
  }

  /** Nothing is said any more: all that the microphone gives from then on are zeros, and nobody tells the browser. */
  async hush() {
    const player = this.#playing;
    if (!player || player.exitCode !== null || player.signalCode !== null) return;
    const ended = new Promise((done) => player.once("exit", done));
    player.kill("SIGKILL");
    await ended;
  }

  /** Mutes the loudspeaker. */
  async silence() {
    await this.#tell("set-sink-mute", "loudspeaker", "1");
  }

  /** Records what sounds from the loudspeaker. */
  record() {
    const recorder = spawn("parec", ["--device=loudspeaker.monitor", "--latency-msec=50", ...samples], {
      env: this.#environment,
      stdio: ["ignore", "pipe", "ignore"],
    });
    this.#recorded.length = 0;
    recorder.stdout.on("data", (data: Buffer) => this.#recorded.push(data));
    this.#recording = recorder;
  }

  /** Ends the recording; answers its samples, between −1 and 1. */
  async recorded(): Promise<Float32Array> {
    const recorder = this.#recording;
    if (!recorder) throw new Error("nothing is being recorded");
    const ended = new Promise((done) => recorder.once("close", done));
    recorder.kill("SIGTERM");
    await ended;
    const recording = Buffer.concat(this.#recorded);
    return Float32Array.from({ length: Math.floor(recording.length / 2) }, (_, at) => recording.readInt16LE(at * 2) / 32_768);
  }

  /** The whole server stands still, as one that hangs. */
  freeze() {
    this.#daemon?.kill("SIGSTOP");
  }

  thaw() {
    this.#daemon?.kill("SIGCONT");
  }

  async remove() {
    this.thaw();
    for (const child of [this.#playing, this.#recording, this.#daemon]) {
      if (!child || child.exitCode !== null || child.signalCode !== null) continue;
      const ended = new Promise((done) => child.once("exit", done));
      child.kill("SIGKILL");
      await ended;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}
