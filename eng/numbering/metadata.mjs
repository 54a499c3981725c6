// Fetches the published metadata: one pinned npm package, checked by its hash, in a folder of its own.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const packageName = 'google-libphonenumber';
export const packageVersion = '3.2.47';
const bundleSha256 = 'a92c43a7239617eda138cef4561e2afaa2c5c86f5a0588a43947f6a54d0b87d1';

export function loadLibphonenumber() {
  const folder = process.env.OPBX_NUMBERING_TEMP ?? join(tmpdir(), `opbx-numbering-${packageVersion}`);
  const bundle = join(folder, 'node_modules', packageName, 'dist', 'libphonenumber.js');
  if (!existsSync(bundle)) {
    mkdirSync(folder, { recursive: true });
    execFileSync('npm', ['install', '--prefix', folder, '--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund',
      `${packageName}@${packageVersion}`], { stdio: ['ignore', 'ignore', 'inherit'] });
  }
  const hash = createHash('sha256').update(readFileSync(bundle)).digest('hex');
  if (hash !== bundleSha256) throw new Error(`${packageName} ${packageVersion} is not the file this was written for: ${hash}`);
  return createRequire(join(folder, 'package.json'))(packageName);
}

// Positions of the fields in the metadata arrays (its protocol-buffer tags).
export const field = {
  general: 1, fixedLine: 2, mobile: 3, tollFree: 4, premium: 5, sharedCost: 6, personal: 7, voip: 8,
  callingCode: 10, exitPrefix: 11, trunkPrefix: 12, trunkPattern: 15, trunkTransform: 16,
  pager: 21, leadingDigits: 23, uan: 25, emergency: 27, voicemail: 28, shortCode: 29, carrierSpecific: 31, text: 33,
};

export const pattern = (metadata, name) => metadata?.[field[name]]?.[2] || null;
export const lengths = metadata => metadata[field.general][9];
export const localLengths = metadata => metadata[field.general][10] ?? [];
