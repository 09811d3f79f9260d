import type { mongo } from 'mongoose';
import { Misconfigured } from '../domain/errors';
import { orUnavailable } from './mongo-errors';

/** What the deployment has kept: the values of settings by their variables. */
export interface KeptSettings {
  _id: 'settings';
  values: Record<string, string>;
}

type Settings = Record<string, string>;

const _id = 'settings';

/** Reads the values that are kept; none at first. @throws Unavailable `database` */
export const readKeptSettings = async (kept: mongo.Collection<KeptSettings>): Promise<Settings> =>
  (await orUnavailable(kept.findOne({ _id })))?.values ?? {};

/** Compares the settings of this process with those that are kept. @throws Misconfigured, Unavailable `database` */
export const assertSharedSettings = async (kept: mongo.Collection<KeptSettings>, mine: Settings): Promise<void> =>
  assertSame(await readKeptSettings(kept), mine);

/**
 * Keeps the settings of the first process. One step decides between processes that start together.
 * @throws Misconfigured, Unavailable `database`
 */
export const keepSharedSettings = async (kept: mongo.Collection<KeptSettings>, mine: Settings): Promise<void> => {
  const values = { $mergeObjects: [{ $literal: mine }, '$values'] };
  const options = { upsert: true, returnDocument: 'after' } as const;
  const after = await orUnavailable(kept.findOneAndUpdate({ _id }, [{ $set: { values } }], options));
  assertSame(after?.values ?? {}, mine);
};

/** Replaces what is kept. @throws Unavailable `database` */
export const replaceSharedSettings = async (kept: mongo.Collection<KeptSettings>, values: Settings): Promise<void> => {
  await orUnavailable(kept.updateOne({ _id }, { $set: { values } }, { upsert: true }));
};

/** Returns the settings whose value differs from the one that is kept. */
export const findChanges = (kept: Settings, mine: Settings): { variable: string; keptValue: string; value: string }[] =>
  Object.entries(mine).flatMap(([variable, value]) => {
    const keptValue = kept[variable];
    return keptValue === undefined || keptValue === value ? [] : [{ variable, keptValue, value }];
  });

const assertSame = (kept: Settings, mine: Settings): void => {
  const changes = findChanges(kept, mine);
  if (changes.length === 0) return;
  const lines = changes.map(
    ({ variable, keptValue, value }) => `  ${variable} is ${value} here, and ${keptValue} in the deployment`,
  );
  const advice =
    'Give this process the settings of the deployment. To change those of the deployment, see docs/operating.md and run `oms config accept`.';
  throw new Misconfigured(['All processes must share these settings:', ...lines, advice].join('\n'));
};
