// A worker of `build.mjs`: makes each WebAssembly module that it is told of small, and says when it is done.
//
// One process for many modules, because the optimiser's own code is half compiled again in every process that starts it:
// the client's sixty modules took five times as long with one each.

import { readFileSync, writeFileSync } from "node:fs";
import { parentPort } from "node:worker_threads";
import binaryen from "binaryen";

const { Features } = binaryen;
// What rustc's wasm32 target uses by default; without these the module is refused.
const features =
  Features.BulkMemory |
  Features.NontrappingFPToInt |
  Features.SignExt |
  Features.MutableGlobals |
  Features.ReferenceTypes |
  Features.Multivalue;

// What `wasm-opt -Oz` sets.
binaryen.setOptimizeLevel(2);
binaryen.setShrinkLevel(2);
binaryen.setGenerateStackIR(true);
binaryen.setOptimizeStackIR(true);
// Inlining saves bytes in the module and costs more of them once compressed.
binaryen.addPassToSkip("inlining-optimizing");

parentPort.on("message", (path) => {
  // The package's types call the reader with features `readBinaryWithFeatures`; it is this one.
  const module = binaryen.readBinary(readFileSync(path), features);
  module.optimize();
  module.runPasses(["strip-debug", "strip-producers"]);
  writeFileSync(path, module.emitBinary());
  module.dispose();
  parentPort.postMessage(path);
});
