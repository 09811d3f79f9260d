/**
 * Returns a function that calls a function of a child process by name and resolves to its result.
 * @throws Error what the child threw, or that the child ended
 */
const callsTo = (child) => {
  const pending = new Map();
  let lastId = 0;
  child.on('message', ({ id, error, result }) => {
    const { resolve, reject } = pending.get(id);
    pending.delete(id);
    if (error === undefined) resolve(result);
    else reject(new Error(error));
  });
  child.once('exit', () => {
    for (const { reject } of pending.values()) reject(new Error('A process of the benchmark ended'));
  });
  return (name, argument) =>
    new Promise((resolve, reject) => {
      lastId += 1;
      pending.set(lastId, { resolve, reject });
      child.send({ id: lastId, name, argument });
    });
};

/** Runs in the child: answers the calls of the parent with these functions, and ends with the parent. */
const answerCalls = (functions) => {
  process.on('disconnect', () => process.exit());
  process.on('message', ({ id, name, argument }) => {
    Promise.resolve()
      .then(() => functions[name](argument))
      .then(
        (result) => process.send({ id, result }),
        (error) => process.send({ id, error: error.message }),
      );
  });
};

module.exports = { answerCalls, callsTo };
