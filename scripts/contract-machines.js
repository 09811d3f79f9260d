/** Returns the machines as data: the messages of each state, with guard and target if any, in the order they are tried. */
const drawingOf = (machines) => Object.fromEntries(machines.map((machine) => [machine.id, toDrawing(machine)]));

const toDrawing = ({ states, root: top }) => ({
  initial: top.initial.target[0].key,
  states: Object.fromEntries(Object.values(states).map((state) => [state.key, transitionsOf(state)])),
  elsewhere: transitionsOf(top),
});

const transitionsOf = ({ always = [], transitions }) => [...always, ...[...transitions.values()].flat()].map(toData);

const toData = ({ eventType, guard, target }) => ({
  on: eventType || 'always',
  ...(guard && { guard: typeof guard === 'string' ? guard : guard.type }),
  ...(target && { target: target[0].key }),
});

const roles = ['user', 'service', 'admin'];

/** Returns the permissions as data: for each state of an order, which role may request which status. */
const rightsOf = ({ states }, permittedTransitions) =>
  Object.fromEntries(
    Object.keys(states).map((state) => [
      state,
      roles.flatMap((role) => permittedTransitions(state, { roles: new Set([role]) }).map((to) => ({ role, to }))),
    ]),
  );

module.exports = { drawingOf, rightsOf };
