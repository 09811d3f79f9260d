/** The machines as data: per state its messages, with guard and target where there is one, in the order they are tried. */
const drawingOf = (machines) => Object.fromEntries(machines.map((machine) => [machine.id, drawn(machine)]));

const drawn = ({ states, root: top }) => ({
  initial: top.initial.target[0].key,
  states: Object.fromEntries(Object.values(states).map((state) => [state.key, transitionsOf(state)])),
  elsewhere: transitionsOf(top),
});

const transitionsOf = ({ always = [], transitions }) => [...always, ...[...transitions.values()].flat()].map(asData);

const asData = ({ eventType, guard, target }) => ({
  on: eventType || 'always',
  ...(guard && { guard: typeof guard === 'string' ? guard : guard.type }),
  ...(target && { target: target[0].key }),
});

const roles = ['user', 'service', 'admin'];

/** Who may do what as data: per state of an order, which role may ask it to become what. */
const rightsOf = ({ states }, allowedTransitions) =>
  Object.fromEntries(
    Object.keys(states).map((state) => [
      state,
      roles.flatMap((role) => allowedTransitions(state, { roles: new Set([role]) }).map((to) => ({ role, to }))),
    ]),
  );

module.exports = { drawingOf, rightsOf };
