/** Searches operations, events, fields and errors by words. The index is loaded with the first search. */
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

const splitWords = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);

/** Ranks an entry: 0 without all words, then by words in the text, in the title, at its start, and an equal title. */
const rankEntry = (words, [, title, text]) => {
  const name = title.toLowerCase();
  const all = `${name} ${text.toLowerCase()}`;
  if (!words.every((word) => all.includes(word))) return 0;
  const typed = words.join(' ');
  if (name === typed) return 4;
  if (name.startsWith(typed)) return 3;
  return words.every((word) => name.includes(word)) ? 2 : 1;
};

const findMatches = (entries, words) =>
  entries
    .map((entry) => ({ entry, rank: rankEntry(words, entry) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ entry }) => entry);

const createItem = ([kind, title, text, url]) => {
  const link = Object.assign(document.createElement('a'), { href: url });
  const small = Object.assign(document.createElement('small'), { textContent: `${kind} · ${text}` });
  link.append(title, small);
  const item = document.createElement('li');
  item.append(link);
  return item;
};

const show = async () => {
  const words = splitWords(query.value);
  if (words.length === 0) return hide();
  const matches = findMatches(await load(), words);
  const shown = matches.slice(0, shownMax);
  count.textContent = matches.length > shownMax ? `${shownMax} of ${matches.length} found` : `${matches.length} found`;
  results.replaceChildren(...shown.map(createItem));
  found.hidden = false;
};

const hide = () => {
  found.hidden = true;
};

/** Moves the focus with the arrow keys through the field and the results. */
const moveFocus = (event) => {
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
  // Enter may be pressed before the index is loaded.
  await show();
  results.querySelector('a')?.click();
});
query.addEventListener('input', show);
query.addEventListener('focus', show);
results.addEventListener('click', hide);
form.addEventListener('keydown', (event) => {
  moveFocus(event);
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
