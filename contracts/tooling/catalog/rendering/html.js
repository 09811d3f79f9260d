/** Text that is already HTML. */
class Html {
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

/** Marks text as HTML, which is not escaped. */
const raw = (text) => new Html(text);

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const toHtml = (value) => {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(toHtml).join('');
  if (value === undefined || value === null || value === false) return '';
  return String(value).replace(/[&<>"']/g, (character) => entities[character]);
};

/** Renders an HTML template: escapes values that are not HTML, joins lists, and omits undefined, null and false. */
const html = (parts, ...values) => raw(parts.map((part, index) => part + toHtml(values[index])).join(''));

module.exports = { html, raw };
