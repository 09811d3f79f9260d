import type { Address } from '../../domain/order';

/** An address as a form may send it: an empty optional field may be absent, empty or null. */
export type AddressInput = Pick<Address, 'name' | 'line1' | 'city' | 'country'> & {
  [K in 'line2' | 'postcode' | 'region' | 'phone']?: string | null | undefined;
};

/** The countries where mail needs a postcode, after the address metadata of libaddressinput. Others have none, or can do without. */
const postcodeCountries = new Set(
  (
    'AS AT AU AX BE BL BR CA CH CN CZ DE DK EE ES FI FK FM FO FR GB GF GG GL GP GR GS GU HU IM IN IO IT JE JP KR LI LT LU LV ' +
    'MF MH MP MQ MX MY NC NL NO NZ PF PL PM PN PR PT PW RE RU SE SG SH SJ SK SM TC TR TW US VI WF YT ZA'
  ).split(' '),
);

/** Returns whether an address in this country (ISO 3166-1 alpha-2) is complete only with a postcode. */
export const requiresPostcode = (country: string): boolean => postcodeCountries.has(country);

/** Returns the address without its empty fields. Unknown fields are dropped. */
export const toAddress = ({ name, line1, line2, city, postcode, region, country, phone }: AddressInput): Address => ({
  name,
  line1,
  ...(line2 && { line2 }),
  city,
  ...(postcode && { postcode }),
  ...(region && { region }),
  country,
  ...(phone && { phone }),
});
