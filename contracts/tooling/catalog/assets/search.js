/** Finds operations, events, fields and errors by words. The index is loaded when somebody begins to search. */
const form = document.querySelector('#search');
const query = document.querySelector('#query');
const found = document.querySelector('#found');
const count = document.querySelector('#count');
const results = document.querySelector('#results');
const shownMax = 30;
let index;

const load = () => {
  index ??= fetch('search.json').then((response) => response.json());
  return index;
};

const wordsOf = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);

/** Every word must be there; a title that is, begins with, or holds what was typed goes first. */
const rank = (words, [, title, text]) => {
  const name = title.toLowerCase();
  const all = `${name} ${text.toLowerCase()}`;
  if (!words.every((word) => all.includes(word))) return 0;
  const typed = words.join(' ');
  if (name === typed) return 4;
  if (name.startsWith(typed)) return 3;
  return words.every((word) => name.includes(word)) ? 2 : 1;
};

const matching = (entries, words) =>
  entries
    .map((entry) => ({ entry, rank: rank(words, entry) }))
    .filter((one) => one.rank > 0)
    .sort((one, other) => other.rank - one.rank)
    .map(({ entry }) => entry);

const itemOf = ([kind, title, text, url]) => {
  const link = Object.assign(document.createElement('a'), { href: url });
  const small = Object.assign(document.createElement('small'), { textContent: `${kind} · ${text}` });
  link.append(title, small);
  const item = document.createElement('li');
  item.append(link);
  return item;
};

const show = async () => {
  const words = wordsOf(query.value);
  if (words.length === 0) return hide();
  const matches = matching(await load(), words);
  const shown = matches.slice(0, shownMax);
  count.textContent = matches.length > shownMax ? `${shownMax} of ${matches.length} found` : `${matches.length} found`;
  results.replaceChildren(...shown.map(itemOf));
  found.hidden = false;
};

const hide = () => {
  found.hidden = true;
};

/** The arrow keys walk through the results, from the field and back to it. */
const walk = (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || found.hidden) return;
  const stops = [query, ...results.querySelectorAll('a')];
  const next = stops[stops.indexOf(document.activeElement) + step];
  event.preventDefault();
  next?.focus();
};

form.hidden = false;
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  // Who is fast presses Enter before the index is there.
  await show();
  results.querySelector('a')?.click();
});
query.addEventListener('input', show);
query.addEventListener('focus', show);
results.addEventListener('click', hide);
form.addEventListener('keydown', (event) => {
  walk(event);
  if (event.key !== 'Escape') return;
  hide();
  query.focus();
});
document.addEventListener('click', ({ target }) => {
  if (!form.contains(target)) hide();
});
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.target.closest('input, textarea, select')) return;
  event.preventDefault();
  query.focus();
});
