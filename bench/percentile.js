/** Returns the smallest value that at least `percent` of the values do not exceed; NaN if there are no values. */
const percentile = (values, percent) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? Number.NaN;
};

module.exports = { percentile };
