const { draw, renderMachineGraph } = require('../rendering/diagrams');
const { html } = require('../rendering/html');
const { code, page, table } = require('../rendering/page');

/** Renders the page of the state machines: a diagram and a table of transitions for each. */
const renderMachinesPage = ({ machines }, viz) => {
  const body = html`
<h1>State machines</h1>
<p class="lead">The states and transitions of orders and payments, drawn from <a href="files/machines.json">machines.json</a>. The file is
generated from the code, and a test compares the two.</p>
<p>A name with a dot is a fact. A fact is never rejected; a state without a transition for it records it. All other names are
commands. A state without a transition for a command rejects it with
<a href="errors.html#illegal-transition"><code>illegal-transition</code></a> or a more specific code. Of several transitions for a
message, the first one whose guard holds is taken.</p>
${Object.entries(machines).map(([name, machine]) => renderMachine(name, machine, viz))}`;
  return page({
    file: 'machines.html',
    title: 'State machines',
    description: 'The states of orders and payments.',
    body,
  });
};

const renderMachine = (name, machine, viz) => html`
<h2 id="${name}">${name === 'order' ? 'Order' : 'Payment'}</h2>
<div class="scroll drawing" tabindex="0" role="region" aria-label="Diagram of the ${name} machine">
${draw(viz, renderMachineGraph(machine), `The states of the ${name} machine; the table below contains the same information`)}
</div>
${table(
  `Transitions of the ${name} machine`,
  ['State', 'Message', 'Guard', 'Next state'],
  [...Object.entries(machine.states), ['any other state', machine.elsewhere]].flatMap(renderTransitionRows),
)}`;

const renderTransitionRows = ([state, transitions]) =>
  transitions.map(({ on, guard, target }) => [
    code(state),
    on === 'always' ? 'immediately' : code(on),
    guard && code(guard),
    target ? code(target) : 'unchanged',
  ]);

module.exports = { renderMachinesPage };
