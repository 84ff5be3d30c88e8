/**
 * How many random schedules a simulation runs through: `usual` in every test run, `SIMULATION_FACTOR` times as many when
 * it is set, as `npm run simulate` does.
 */
export const runs = (usual: number): number => usual * Number(process.env.SIMULATION_FACTOR ?? 1);
