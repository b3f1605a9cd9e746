// The numbers that decided, in a line, from what the browser sent.

import type { Result } from "../checking.ts";

type Numbers = Record<string, any>;

const signed = (number: number, digits: number) => `${number < 0 ? "−" : ""}${Math.abs(number).toFixed(digits)}`;
const maybe = (number: number | null, digits: number) => (number === null ? "none" : signed(number, digits));
const when = (facts: Record<string, boolean>) => Object.entries(facts).flatMap(([words, true_]) => (true_ ? [words] : []));

const environment = (found: Numbers) => [
  ...when({
    "not secure": !found.secure,
    "no mediaDevices": !found.media_devices,
    "policy forbids": found.policy_allows === false,
    "no Opus": found.opus === false,
    "no VP8 or H.264": found.video_codec === false,
  }),
  found.clock_skew_ms === null ? "clock unknown" : `clock ${signed(found.clock_skew_ms / 1000, 1)} s`,
  ...(found.battery ? [`battery ${(found.battery[0] * 100).toFixed(0)} %${found.battery[1] ? " charging" : ""}`] : []),
];

const permission = (found: Numbers) => [`camera ${found.camera}`, `microphone ${found.microphone}`];

const camera = (found: Numbers) => [
  `${((found.frames * 1000) / found.over_ms).toFixed(1)}/s`,
  `${found.width}×${found.height}`,
  `light ${maybe(found.luma_mean, 1)} ±${maybe(found.luma_deviation, 1)}`,
  `change ${maybe(found.luma_change, 2)}`,
  ...when({ muted: found.muted, ended: found.ended }),
];

const microphone = (found: Numbers) => [
  `P10 ${signed(found.p10_dbfs, 1)}`,
  `P95 ${signed(found.p95_dbfs, 1)} dBFS`,
  `run ${found.clipped_run}`,
  `voice in ${found.voice_blocks}`,
  ...(found.stopped_blocks > 0 ? [`stopped ${found.stopped_blocks} before the end`] : []),
  `${found.blocks} blocks`,
  ...when({ "all zero": found.all_zero, "not running": !found.running, muted: found.muted, ended: found.ended }),
];

const speaker = (found: Numbers) => [
  `played ${found.played}`,
  `heard ${found.heard}`,
  ...when({ "not running": !found.running, "the microphone too": found.acoustics?.heard === true }),
  ...when({ "nothing left over": found.acoustics?.residual === "nothing" }),
  ...(typeof found.acoustics?.residual?.dbfs === "number" ? [`left over ${signed(found.acoustics.residual.dbfs, 1)} dBFS`] : []),
];

const signalling = (found: Numbers) => [
  found.web_socket ? `${found.echoes} of ${found.sent} back` : "no WebSocket",
  `median ${maybe(found.median_ms, 0)} ms`,
  `http ${maybe(found.http_ms, 0)} ms`,
];

const way = (found: unknown) => (typeof found === "object" && found && "open" in found ? `${signed(found.open as number, 0)} ms` : String(found));
const connection = (found: Numbers) => Object.entries(found).flatMap(([name, state]) => (state === "not_offered" ? [] : [`${name} ${way(state)}`]));

const quality = (found: Numbers) => [
  `rtt ${maybe(found.rtt_ms, 0)} ms`,
  `loss ${maybe(found.loss_up, 1)}/${maybe(found.loss_down, 1)} %`,
  `jitter ${maybe(found.jitter_up_ms, 0)}/${maybe(found.jitter_down_ms, 0)} ms`,
  `${maybe(found.kbps_up, 0)}/${maybe(found.kbps_down, 0)} kbit/s`,
  `cpu ${maybe(found.cpu_limited, 2)}`,
  found.route ?? "no route",
  ...(found.unmeasured ? [String(found.unmeasured)] : []),
];

const words: Record<string, (found: Numbers) => string[]> = {
  ...{ environment, permission, camera, microphone, speaker },
  ...{ signalling, connection, quality },
};

/** What decided about `step`: its numbers; for the whole, the verdict of each step. */
export function numbers(result: Result, step: string): string {
  if (step === "whole") return result.steps.map(({ step, verdict }) => `${step} ${verdict}`).join(", ");
  const taken = result.measured[step];
  if (typeof taken !== "object" || !taken || !("measured" in taken)) return String(taken);
  const found = taken.measured as Numbers;
  return words[step]?.(found).join(", ") ?? JSON.stringify(found);
}
