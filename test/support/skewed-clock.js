// Loaded before all other code (`--require`): shifts the clock of this process by SKEW_MS.
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
