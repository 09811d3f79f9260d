/** Asks a child of ours, and waits for what it answers. @throws Error what the child threw, or that it ended */
const asking = (child) => {
  const waiting = new Map();
  let asked = 0;
  child.on('message', ({ id, error, answer }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) resolve(answer);
    else reject(new Error(error));
  });
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('A process of the bench ended'));
  });
  return (what, about) =>
    new Promise((resolve, reject) => {
      asked += 1;
      waiting.set(asked, { resolve, reject });
      child.send({ id: asked, what, about });
    });
};

/** The other side: answers what the parent asks, by name, and ends with the parent. */
const answering = (answers) => {
  process.on('disconnect', () => process.exit());
  process.on('message', ({ id, what, about }) => {
    Promise.resolve()
      .then(() => answers[what](about))
      .then(
        (answer) => process.send({ id, answer }),
        (error) => process.send({ id, error: error.message }),
      );
  });
};

module.exports = { answering, asking };
