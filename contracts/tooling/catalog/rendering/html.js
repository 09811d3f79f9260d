/** Text that is HTML already. */
class Html {
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

/** Marks text as HTML, so that it is not escaped. */
const raw = (text) => new Html(text);

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const asHtml = (value) => {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(asHtml).join('');
  if (value === undefined || value === null || value === false) return '';
  return String(value).replace(/[&<>"']/g, (character) => entities[character]);
};

/** A template of HTML: what is put in is escaped, unless it is HTML itself; lists are joined, nothing is left out. */
const html = (parts, ...values) => raw(parts.map((part, index) => part + asHtml(values[index])).join(''));

module.exports = { html, raw };
