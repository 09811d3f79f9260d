/** Runs the main function of a command. An error is printed with its causes and sets the exit code to 1. */
const runMain = async (main) => {
  try {
    await main();
  } catch (error) {
    printError(error);
    process.exitCode = 1;
  }
};

/** Prints what failed and why. Only a programming error is printed with its stack: a TypeError, for example, without a code. */
const printError = (error) => {
  console.error(error.name === 'Error' || error.code ? error.message : error.stack);
  for (let { cause } = error; cause; { cause } = cause) console.error(`  Caused by: ${cause.message ?? cause}`);
};

module.exports = { printError, runMain };
