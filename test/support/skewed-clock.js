// Loaded before everything else (`--require`): the clock of this process is wrong by SKEW_MS, for all of its code.
const skewMs = Number(process.env.SKEW_MS);
const Right = Date;

class Skewed extends Right {
  constructor(...given) {
    if (given.length === 0) super(Right.now() + skewMs);
    else super(...given);
  }

  static now() {
    return Right.now() + skewMs;
  }
}

Object.defineProperty(Skewed, 'name', { value: 'Date' });
globalThis.Date = Skewed;
Object.defineProperty(performance, 'timeOrigin', { value: performance.timeOrigin + skewMs });
