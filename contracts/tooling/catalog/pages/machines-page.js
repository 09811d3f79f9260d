const { draw, machineGraph } = require('../rendering/diagrams');
const { html } = require('../rendering/html');
const { code, page, table } = require('../rendering/page');

/** The page of the state machines: a drawing of each, and every transition in words. */
const machinesPage = ({ machines }, viz) => {
  const body = html`
<h1>State machines</h1>
<p class="lead">What may happen to an order and to a payment. Drawn from <a href="files/machines.json">machines.json</a>, which is
written from the code, and which a test compares with it.</p>
<p>A name with a dot is a fact: it is never refused, and recorded where no state wants it. The others are commands: a state that
does not name one refuses it with <a href="errors.html#illegal-transition"><code>illegal-transition</code></a> or a code of its own.
A guard decides whether a transition is taken; of several for one message the first whose guard holds is taken.</p>
${Object.entries(machines).map(([name, machine]) => machineSection(name, machine, viz))}`;
  return page({
    file: 'machines.html',
    title: 'State machines',
    description: 'The states of orders and payments.',
    body,
  });
};

const machineSection = (name, machine, viz) => html`
<h2 id="${name}">${name === 'order' ? 'Order' : 'Payment'}</h2>
<div class="scroll drawing" tabindex="0" role="region" aria-label="Drawing of the ${name} machine">
${draw(viz, machineGraph(machine), `The states of the ${name} machine; the table below says the same`)}
</div>
${table(
  `Transitions of the ${name} machine`,
  ['In', 'On', 'If', 'Goes to'],
  [...Object.entries(machine.states), ['any other case', machine.elsewhere]].flatMap(transitionRows),
)}`;

const transitionRows = ([state, transitions]) =>
  transitions.map(({ on, guard, target }) => [
    code(state),
    on === 'always' ? 'at once' : code(on),
    guard && code(guard),
    target ? code(target) : 'stays',
  ]);

module.exports = { machinesPage };
