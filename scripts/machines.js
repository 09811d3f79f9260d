const fs = require('node:fs');
const path = require('node:path');
const { drawingOf, rightsOf } = require('./contract-machines');
const { root } = require('./folders');
const { ensureBuild, ensureDependencies } = require('./provision');
const { runMain } = require('./processes/run-main');

/** Returns `docs/machines.md`, drawn from the definitions of the machines. */
const machinesDocument = (machines) => `# The machines

\`npm run machines\` generates this page from \`src/machines/\`; a test fails if the two differ. A name in brackets is a
guard. Of several transitions for one message, the first whose guard holds is taken. \`*\` is any message that the state
does not name.

A type with a dot is a fact, which is never refused. The others are commands: a state that has no transition for a
command refuses it. The guards and actions are defined in \`order-rules.ts\` and \`payment-rules.ts\`.
${machines.map(chapter).join('')}`;

const chapter = (machine) => `
## ${machine.id[0].toUpperCase()}${machine.id.slice(1)}

\`\`\`mermaid
stateDiagram-v2
${drawing(machine).join('\n')}
\`\`\`

Messages that do not change the state:

| in | message | guard | actions |
|---|---|---|---|
${staying(machine).join('\n')}
`;

const drawing = (machine) => [
  `    [*] --> ${machine.root.initial.target[0].key} : create`,
  ...transitionsOf(machine)
    .filter(({ target }) => target)
    .map((transition) => `    ${transition.from} --> ${transition.target[0].key} : ${labelOf(transition)}`),
];

const staying = (machine) =>
  transitionsOf(machine)
    .filter(({ target }) => !target)
    .map(({ from, message, guard, actions }) => {
      const cells = [from, code(message), guard ? code(nameOf(guard)) : '', actions.map(nameOf).map(code).join(', ')];
      return `| ${cells.join(' | ')} |`;
    });

/** Returns every transition in the order of the definition; those of the root are last, because states come first. */
const transitionsOf = ({ states, root: top }) => [
  ...Object.values(states).flatMap((state) => [...(state.always ?? []), ...leaving(state)].map(from(state.key))),
  ...leaving(top).map(from('any other case')),
];

const leaving = ({ transitions }) => [...transitions.values()].flat();

const from =
  (name) =>
  ({ eventType, target, guard, actions }) => ({ from: name, message: eventType, target, guard, actions });

const labelOf = ({ message, guard }) => [message, guard && `[${nameOf(guard)}]`].filter(Boolean).join(' ');

const nameOf = (named) => (typeof named === 'string' ? named : named.type);

const code = (text) => `\`${text}\``;

const main = () => {
  ensureDependencies();
  ensureBuild();
  const { orderMachine } = require('../dist/machines/order/order-machine');
  const { paymentMachine } = require('../dist/machines/payment/payment-machine');
  const machines = [orderMachine, paymentMachine];
  const { permittedTransitions } = require('../dist/actors/orders/order-permissions');
  const write = (text, ...place) => fs.writeFileSync(path.join(root, ...place), text);
  const writeJson = (value, name) =>
    write(`${JSON.stringify(value, null, 2)}\n`, 'contracts', 'order-management', name);
  write(machinesDocument(machines), 'docs', 'machines.md');
  writeJson(drawingOf(machines), 'machines.json');
  writeJson(rightsOf(orderMachine, permittedTransitions), 'rights.json');
};

module.exports = { machinesDocument };

if (require.main === module) void runMain(main);
