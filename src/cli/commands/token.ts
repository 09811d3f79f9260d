import { type Command, Option } from 'commander';
import { importJWK, SignJWT } from 'jose';
import { readConfig } from '../../config';
import { readLocalKeys } from '../../store/encryption/local-keys';
import { toCount, toId } from '../arguments';
import { print } from '../connections';

interface TokenOptions {
  sub: string;
  role: string[];
  expiresIn: number;
}

const roles = ['user', 'admin', 'service'];

/** Adds `token`. */
export const addTokenCommand = (program: Command): void => {
  program
    .command('token')
    .description('Prints a token that is signed with the local key, for development.')
    .requiredOption('--sub <uuid>', 'the id of the user', toId)
    .addOption(new Option('--role <role...>', 'the roles of the user').choices(roles).makeOptionMandatory())
    .option('--expires-in <seconds>', 'for how long the token is valid', toCount, 3600)
    .action(printToken);
};

const printToken = async ({ sub, role, expiresIn }: TokenOptions): Promise<void> => {
  const { dataDir, jwtIssuer, jwtAudience } = readConfig(process.env);
  const { privateJwk } = (await readLocalKeys(dataDir)).jwt;
  const token = await new SignJWT({ roles: role })
    .setProtectedHeader({ alg: 'ES256', kid: String(privateJwk.kid), typ: 'JWT' })
    .setSubject(sub)
    .setIssuer(jwtIssuer)
    .setAudience(jwtAudience)
    .setIssuedAt()
    .setExpirationTime(`${expiresIn}s`)
    .sign(await importJWK(privateJwk, 'ES256'));
  print(token);
};
