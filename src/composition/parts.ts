/** A part of the service that starts and stops. */
export interface Part {
  start?: () => unknown;
  stop?: () => unknown;
}

/** Joins parts that start together and stop together. */
export const sideBySide = (parts: Part[]): Part => ({
  start: () => Promise.all(parts.map((part) => part.start?.())),
  stop: () => Promise.all(parts.map((part) => part.stop?.())),
});

/** Starts each part when the one before it has started. */
export const startInOrder = async (parts: Part[]): Promise<void> => {
  for (const part of parts) await part.start?.();
};

/** Stops the parts from the last to the first. */
export const stopInReverse = async (parts: Part[]): Promise<void> => {
  for (const part of parts.toReversed()) await part.stop?.();
};
