// Hands every sample of the microphone to the page in blocks of 50 ms; the page measures and forgets them.
class Level extends AudioWorkletProcessor {
  constructor() {
    super();
    this.block = new Float32Array(Math.round(sampleRate / 20));
    this.filled = 0;
    this.open = true;
    this.port.onmessage = () => {
      this.open = false;
    };
  }

  process(inputs) {
    const samples = inputs[0][0];
    if (samples) {
      let from = 0;
      while (from < samples.length) {
        const count = Math.min(samples.length - from, this.block.length - this.filled);
        this.block.set(samples.subarray(from, from + count), this.filled);
        this.filled += count;
        from += count;
        if (this.filled === this.block.length) {
          this.port.postMessage(this.block, [this.block.buffer]);
          this.block = new Float32Array(Math.round(sampleRate / 20));
          this.filled = 0;
        }
      }
    }
    return this.open;
  }
}

registerProcessor("level", Level);
