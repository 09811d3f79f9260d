import { parseArgs } from 'node:util';
import { importJWK, SignJWT } from 'jose';
import { readConfig } from '../config';
import { readLocalKeys } from '../store/encryption/local-keys';

const usage = 'usage: token --sub <uuid> --role user|admin|service [--role …] [--expires-in <seconds>]';

/** Prints a token that the local keys sign. */
const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      sub: { type: 'string' },
      role: { type: 'string', multiple: true },
      'expires-in': { type: 'string', default: '3600' },
    },
  });
  if (!values.sub || !values.role) throw new Error(usage);
  const { dataDir, jwtIssuer, jwtAudience } = readConfig(process.env);
  const { privateJwk } = (await readLocalKeys(dataDir)).jwt;
  const token = await new SignJWT({ roles: values.role })
    .setProtectedHeader({ alg: 'ES256', kid: String(privateJwk.kid), typ: 'JWT' })
    .setSubject(values.sub)
    .setIssuer(jwtIssuer)
    .setAudience(jwtAudience)
    .setIssuedAt()
    .setExpirationTime(`${values['expires-in']}s`)
    .sign(await importJWK(privateJwk, 'ES256'));
  process.stdout.write(`${token}\n`);
};

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
