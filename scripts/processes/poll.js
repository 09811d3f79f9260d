const { setTimeout: wait } = require('node:timers/promises');

/** Repeats an attempt until it does not throw and returns its result. @throws Error after `timeoutMs` */
const poll = async (title, attempt, timeoutMs = 30_000) => {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() >= deadline) throw new Error(`${title} within ${timeoutMs / 1_000} s`, { cause: error });
      await wait(25);
    }
  }
};

/** Succeeds if a server answers with status 200. */
const assertOk = async (url) => {
  const { status } = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  if (status !== 200) throw new Error(`${url} answered with status ${status}`);
};

module.exports = { assertOk, poll };
