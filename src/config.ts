import { resolve } from 'node:path';
import type { Timers } from './actors/host/apply-decision';
import { findConflicts } from './settings/conflicts';
import type { roles } from './settings/platform-settings';
import { type Environment, InvalidSettings, readSettings, type Values } from './settings/setting';
import { settings } from './settings/table';

export type Role = (typeof roles)[number];

/** Everything that can be set from outside, with units last: the values of the table of settings, in the shape of the code. */
export interface Config extends Omit<Values<typeof settings>, 'roles'> {
  roles: ReadonlySet<Role>;
  windowsMs: Timers;
}

/** Reads the environment for a command, which uses only some of the settings. @throws InvalidSettings that names every invalid one */
export const readConfig = (env: Environment): Config => {
  const { values, problems } = readSettings(settings, env);
  if (problems.size > 0) throw new InvalidSettings([...problems.values()]);
  return toConfig(values);
};

/**
 * Reads the environment for a process of the service, which needs settings that fit together.
 * @throws InvalidSettings that names everything that is wrong
 */
export const readServiceConfig = (env: Environment): Config => {
  const { values, problems } = readSettings(settings, env);
  const all = [...problems.values(), ...findConflicts(values, new Set(problems.keys()), env)];
  if (all.length > 0) throw new InvalidSettings(all);
  return toConfig(values);
};

const toConfig = (values: Values<typeof settings>): Config => ({
  ...values,
  roles: new Set(values.roles),
  dataDir: resolve(values.dataDir),
  windowsMs: {
    paymentWindow: values.paymentWindowMs,
    challengeWindow: values.challengeWindowMs,
    authorizationWindow: values.authorizationWindowMs,
    stockHold: values.paymentWindowMs,
  },
});
