/** Form fields as Stripe sends them, `card[token]=x` and `expand[0]=y`, as nested objects. */
export type Form = { [name: string]: string | Form };

/** Reads a form-encoded body or query. */
export const parseForm = (text: string): Form => {
  const form: Form = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) {
    const path = name.split(/[[\]]+/).filter(Boolean);
    const last = path.pop();
    if (last === undefined) continue;
    let place = form;
    for (const part of path) {
      const inner = place[part];
      place = place[part] = typeof inner === 'object' ? inner : Object.create(null);
    }
    place[last] = value;
  }
  return form;
};

/** A field that is text. */
export const textIn = (form: Form | undefined, name: string): string | undefined => {
  const value = form?.[name];
  return typeof value === 'string' ? value : undefined;
};

/** A field that is a group of fields. */
export const formIn = (form: Form | undefined, name: string): Form | undefined => {
  const value = form?.[name];
  return typeof value === 'object' ? value : undefined;
};
