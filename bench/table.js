/** The processes whose CPU time an order costs. The load generator is none of them. */
const orderProcesses = ['service', 'limits', 'mongod', 'redis', 'sandbox', 'limitsSandbox'];

/** Returns the CPU time of all processes in ms. */
const sumCpu = (cpuMs) => orderProcesses.reduce((total, name) => total + cpuMs[name], 0);

/** Returns the lines of a table whose columns are aligned: text to the left, figures to the right. */
const toTable = (head, rows) => {
  const lines = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const isText = (column) => head[column] === '';
  return lines.map((line) => {
    const cells = line.map((cell, column) =>
      isText(column) ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
    );
    return `  ${cells.join('  ')}`;
  });
};

/** Prints a table. */
const printTable = (head, rows) => {
  for (const line of toTable(head, rows)) console.log(line);
};

module.exports = { orderProcesses, printTable, sumCpu };
