const { raw } = require('./html');

const quote = (text) => `"${text.replaceAll('"', '\\"')}"`;

const graph = (direction, lines) => `digraph {
rankdir=${direction}; bgcolor=transparent; nodesep=0.35; ranksep=0.55;
node [shape=box, style=rounded, fontname=Helvetica, fontsize=13, margin="0.25,0.1"];
edge [fontname=Helvetica, fontsize=11, arrowsize=0.7];
${lines.join('\n')}
}`;

/** A state machine as DOT: one arrow for all messages that lead from one state to another. */
const machineGraph = ({ initial, states }) =>
  graph('TB', [
    'start [shape=point, width=0.14, label="", class=start];',
    `start -> ${initial} [label="  create  "];`,
    ...Object.keys(states).map((state) => `${state};`),
    ...Object.entries(states).flatMap(([state, transitions]) => arrowsFrom(state, transitions)),
  ]);

const arrowsFrom = (state, transitions) => {
  const moving = transitions.filter(({ target }) => target);
  const targets = [...new Set(moving.map(({ target }) => target))];
  return targets.map((target) => `${state} -> ${target} [label=${quote(labelOf(moving, target))}];`);
};

const labelOf = (transitions, target) => {
  const taken = transitions.filter((one) => one.target === target);
  return [...new Set(taken.map(({ on, guard }) => (on === 'always' ? `at once if ${guard}` : on)))]
    .map(roomy)
    .join('\n');
};

/** Graphviz puts a label right at its arrow, and measures it with a narrow font; spaces give it room. */
const roomy = (text) => `  ${text}  `;

/** The services, their streams and who reads them as DOT, from the AsyncAPI contracts and what the machines hear. */
const flowGraph = (events, machines) =>
  graph('LR', [
    ...events.flatMap(({ service, document }) => streamLines(service, Object.values(document.channels)[0])),
    ...Object.keys(machines).map((service) => `${serviceNode(service)} [label="${service} service", class=service];`),
    ...heardLines(machines),
    `{rank=same; ${Object.keys(machines).map(serviceNode).join('; ')};}`,
  ]);

const serviceNode = (service) => quote(`${service}-service`);

const streamLines = (service, { 'x-redis-stream': { key, deadLetter, groups } }) => [
  `${quote(key)} [shape=cylinder, class=stream];`,
  `${serviceNode(service)} -> ${quote(key)} [label="  publishes  "];`,
  ...groups.filter(({ name }) => !isOurs(name)).map(({ name }) => `${quote(key)} -> ${quote(name)};`),
  `${quote(deadLetter)} [shape=cylinder, class=dead];`,
  `${quote(key)} -> ${quote(deadLetter)} [style=dashed, label="  given up  "];`,
];

const isOurs = (name) => ['order-service', 'payment-service'].includes(name);

const heardLines = (machines) =>
  Object.entries({ order: 'payment', payment: 'order' }).map(([service, other]) => {
    const label = heardBy(machines[service], other).map(roomy).join('\n');
    return `${quote(`${other}-events`)} -> ${serviceNode(service)} [constraint=false, label=${quote(label)}];`;
  });

/** The events of the other service that a machine has transitions for. */
const heardBy = ({ states, elsewhere }, other) => {
  const heard = [...Object.values(states).flat(), ...elsewhere].map(({ on }) => on);
  return [...new Set(heard)].filter((on) => on.startsWith(`${other}.`));
};

/** Draws DOT as SVG that a page can hold: without a prolog, and in the colours of the page. */
const draw = (viz, dot, label) => {
  const svg = viz.renderString(dot, { format: 'svg' });
  const drawing = svg
    .slice(svg.indexOf('<svg'))
    .replace(/<!--.*?-->\n?/gs, '')
    .replace(/<title>.*?<\/title>\n?/gs, '')
    .replace('<svg ', `<svg role="img" aria-label="${label}" class="diagram" `);
  return raw(drawing);
};

module.exports = { draw, flowGraph, heardBy, machineGraph };
