/** ms that passed, or that the processor worked for this process. */
export type Stopwatch = () => number;

export const wallTime: Stopwatch = () => performance.now();

/** For a machine that others use too: it leaves out when they ran, and counts the garbage collector's threads. */
export const processorTime: Stopwatch = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};
