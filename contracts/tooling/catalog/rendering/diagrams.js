const { raw } = require('./html');

const quote = (text) => `"${text.replaceAll('"', '\\"')}"`;

const graph = (direction, lines) => `digraph {
rankdir=${direction}; bgcolor=transparent; nodesep=0.35; ranksep=0.55;
node [shape=box, style=rounded, fontname=Helvetica, fontsize=13, margin="0.25,0.1"];
edge [fontname=Helvetica, fontsize=11, arrowsize=0.7];
${lines.join('\n')}
}`;

/** Renders a state machine as DOT, with one arrow for all messages between two states. */
const renderMachineGraph = ({ initial, states }) =>
  graph('TB', [
    'start [shape=point, width=0.14, label="", class=start];',
    `start -> ${initial} [label="  create  "];`,
    ...Object.keys(states).map((state) => `${state};`),
    ...Object.entries(states).flatMap(([state, transitions]) => renderArrows(state, transitions)),
  ]);

const renderArrows = (state, transitions) => {
  const moving = transitions.filter(({ target }) => target);
  const targets = [...new Set(moving.map(({ target }) => target))];
  return targets.map((target) => `${state} -> ${target} [label=${quote(renderLabel(moving, target))}];`);
};

const renderLabel = (transitions, target) => {
  const taken = transitions.filter((transition) => transition.target === target);
  return [...new Set(taken.map(({ on, guard }) => (on === 'always' ? `immediately if ${guard}` : on)))]
    .map(padLabel)
    .join('\n');
};

/** Adds space around a label: Graphviz measures it with a narrow font and places it directly at the arrow. */
const padLabel = (text) => `  ${text}  `;

/** Renders the services, their streams and the consumers as DOT, from the AsyncAPI contracts and the machines. */
const renderFlowGraph = (events, machines) =>
  graph('LR', [
    ...events.flatMap(({ service, document }) => renderStreamLines(service, Object.values(document.channels)[0])),
    ...Object.keys(machines).map((service) => `${toServiceNode(service)} [label="${service} service", class=service];`),
    ...renderConsumedLines(machines),
    `{rank=same; ${Object.keys(machines).map(toServiceNode).join('; ')};}`,
  ]);

const toServiceNode = (service) => quote(`${service}-service`);

const renderStreamLines = (service, { 'x-redis-stream': { key, deadLetter, groups } }) => [
  `${quote(key)} [shape=cylinder, class=stream];`,
  `${toServiceNode(service)} -> ${quote(key)} [label="  publishes  "];`,
  ...groups.filter(({ name }) => !isOwnService(name)).map(({ name }) => `${quote(key)} -> ${quote(name)};`),
  `${quote(deadLetter)} [shape=cylinder, class=dead];`,
  `${quote(key)} -> ${quote(deadLetter)} [style=dashed, label="  dead letters  "];`,
];

const isOwnService = (name) => ['order-service', 'payment-service'].includes(name);

const renderConsumedLines = (machines) =>
  Object.entries({ order: 'payment', payment: 'order' }).map(([service, other]) => {
    const label = listConsumedEvents(machines[service], other).map(padLabel).join('\n');
    return `${quote(`${other}-events`)} -> ${toServiceNode(service)} [constraint=false, label=${quote(label)}];`;
  });

/** Lists the events of the other service that a machine has transitions for. */
const listConsumedEvents = ({ states, elsewhere }, other) => {
  const messages = [...Object.values(states).flat(), ...elsewhere].map(({ on }) => on);
  return [...new Set(messages)].filter((on) => on.startsWith(`${other}.`));
};

/** Draws DOT as an SVG element: without prolog, titles and comments. */
const draw = (viz, dot, label) => {
  const svg = viz.renderString(dot, { format: 'svg' });
  const drawing = svg
    .slice(svg.indexOf('<svg'))
    .replace(/<!--.*?-->\n?/gs, '')
    .replace(/<title>.*?<\/title>\n?/gs, '')
    .replace('<svg ', `<svg role="img" aria-label="${label}" class="diagram" `);
  return raw(drawing);
};

module.exports = { draw, renderFlowGraph, listConsumedEvents, renderMachineGraph };
