// Compares OpBX with libphonenumber on random numbers of every region: node check.mjs [count] [seed]. See README.md.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { field, loadLibphonenumber } from './metadata.mjs';

const count = +(process.argv[2] ?? 100000);
let seed = +(process.argv[3] ?? 20261101);
const random = n => { // mulberry32
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ seed >>> 15, 1 | seed);
  t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
  return ((t ^ t >>> 14) >>> 0) % n;
};
const pick = list => list[random(list.length)];
const digits = n => Array.from({ length: n }, () => random(10)).join('');

const library = loadLibphonenumber();
const util = library.PhoneNumberUtil.getInstance(), shortInfo = library.ShortNumberInfo.getInstance();
const { PhoneNumberFormat: format, PhoneNumberType: type } = library, reasons = library.PhoneNumberUtil.ValidationResult;
const plan = library.metadata.countryToMetadata;
const regions = Object.keys(plan).filter(r => /^[A-Z]{2}$/.test(r));
const types = Object.values(type).filter(t => t !== type.UNKNOWN && t !== type.FIXED_LINE_OR_MOBILE);

// An example number of a random type, half of them with some digits changed, as someone in the region would write it.
function written(region) {
  const home = random(3) ? region : pick(regions);
  const example = util.getExampleNumberForType(home, pick(types)) ?? util.getExampleNumber(home);
  if (!example) return '+' + digits(11);
  let number = example;
  const e164 = util.format(example, format.E164);
  if (random(2)) {
    const changed = [...e164];
    for (let i = 1 + random(4); i > 0; i--) changed[2 + random(changed.length - 2)] = String(random(10));
    const change = random(12);
    const text = change === 0 ? changed.slice(0, -1).join('') : change === 1 ? changed.join('') + random(10) : changed.join('');
    try { number = util.parse(text, null); } catch { return text; }
  }
  switch (random(6)) {
    case 0: return util.format(number, format.E164);
    case 1: return util.format(number, format.INTERNATIONAL);
    case 2: return util.format(number, format.NATIONAL);
    case 3: return util.format(number, format.NATIONAL).replace(/\D/g, '');
    case 4: return util.format(number, format.E164).slice(1);
    default: return util.formatOutOfCountryCallingNumber(number, region);
  }
}

const allEmergency = [...new Set(readFileSync(new URL('../../src/OpBX.Core/Numbers/numbering-plan.txt', import.meta.url), 'utf8').split('\n')
  .filter(l => l.startsWith('R ')).flatMap(l => l.split(' ')[12].split(',')).filter(n => n.length > 3))];
const inputs = [];
while (inputs.length < count) {
  const region = pick(regions);
  const text = random(5) ? written(region) : (random(3) ? '' : '+') + digits(2 + random(14));
  if (!/[\t\n\r]/.test(text)) inputs.push([region, text]);
}

const project = fileURLToPath(new URL('./OpBX.NumberingCheck', import.meta.url));
function ask(questions) {
  const run = spawnSync('dotnet', ['run', '--project', project, '-c', 'Release', '-v', 'q'],
    { input: questions.map(q => q.join('\t')).join('\n') + '\n', maxBuffer: 1 << 28, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr + run.stdout);
  const lines = run.stdout.trimEnd().split('\n').map(l => l.split('\t'));
  if (lines.length !== questions.length) throw new Error(`${lines.length} answers for ${questions.length} numbers`);
  return lines;
}
const answers = ask(inputs);

// Emergency numbers: every text of two and three digits, and every emergency number, in every region.
const short = regions.flatMap(region => [
  ...Array.from({ length: 1100 }, (_, i) => [region, i < 100 ? String(i).padStart(2, '0') : String(i - 100).padStart(3, '0')]),
  ...allEmergency.map(number => [region, number]),
]);
const wrong = ask(short).map((answer, i) => [...short[i], answer[4] === 'True']).filter(([region, text, ours]) => {
  const list = library.shortnumbermetadata.countryToMetadata[region]?.[field.emergency]?.[2];
  return ours !== (list ? shortInfo.isEmergencyNumber(text, region) : text === '112' || text === '911');
});

const rateOf = t => ({ [type.PREMIUM_RATE]: 'Premium', [type.TOLL_FREE]: 'TollFree', [type.SHARED_COST]: 'SharedCost', [type.PERSONAL_NUMBER]: 'Personal', [type.UNKNOWN]: 'Unknown' })[t] ?? 'Standard';
const differences = new Map();
const totals = { numbers: 0, same: 0, verified: 0, sameVerified: 0, rate: 0, country: 0, accepted: 0, emergency: 0 };
const byDesign = 'by design: ';
function note(kind, text) {
  const known = differences.get(kind) ?? { count: 0, samples: [] };
  known.count++;
  if (known.samples.length < 4) known.samples.push(text);
  differences.set(kind, known);
}

inputs.forEach(([region, text], i) => {
  const [number, second, rate, country, emergency] = answers[i];
  let theirs = null, parsed = null, possible = null;
  try {
    parsed = util.parse(text, region);
    possible = util.isPossibleNumberWithReason(parsed);
    if (possible === reasons.IS_POSSIBLE) theirs = util.format(parsed, format.E164);
  } catch { /* no number */ }
  const raw = text.replace(/\D/g, '');
  totals.numbers++;
  if ((emergency === 'True') === shortInfo.isEmergencyNumber(text, region)) totals.emergency++;
  else note('emergency', `${region} ${text}`);
  if ((theirs ?? '-') === number) {
    totals.same++;
    if (!theirs) return;
    totals.accepted++;
    const valid = util.isValidNumber(parsed);
    if (String(valid) === second.toLowerCase()) totals.verified++; else note('verified', `${region} ${text} ours ${second}`);
    if (rateOf(util.getNumberType(parsed)) === rate) totals.rate++;
    else note(!valid && /Premium|SharedCost/.test(rate) ? `${byDesign}an unassigned number among premium ranges is premium` : 'price', `${region} ${text} ${number} ours ${rate} theirs ${rateOf(util.getNumberType(parsed))}`);
    const theirCountry = util.getRegionCodeForNumber(parsed);
    if ((theirCountry === '001' || theirCountry === null ? '' : theirCountry) === country) totals.country++;
    else note(valid ? 'country' : `${byDesign}the country of an unassigned number is told by its area code`, `${region} ${text} ${number} ours ${country} theirs ${theirCountry}`);
    return;
  }
  const trunk = plan[region][field.trunkPrefix];
  const reason = theirs === null ? `${byDesign}an international form without plus is read [N2]`
    : theirs.length > 16 ? `${byDesign}more than 15 digits are refused`
    : number !== '-' ? 'read differently'
    : theirs.length < 8 ? `${byDesign}fewer than 7 digits are refused`
    : raw.length <= 6 && !text.includes('+') ? `${byDesign}up to six digits without area code are an extension`
    : /^\D*\+\D*0/.test(text) ? `${byDesign}a zero after the plus is refused`
    : trunk && raw.startsWith(trunk) && theirs.endsWith(raw) ? `${byDesign}a trunk prefix with too few digits after it is refused`
    : second === 'not_a_number' ? `${byDesign}two trunk prefixes are refused`
    : `refused here: ${second}`;
  const detail = theirs === null && parsed === null ? 'none' : theirs ?? 'impossible';
  note(reason, `${region} «${text}» ours ${number} ${number === '-' ? second : ''} theirs ${detail}`);
});

const unexplained = [...differences].filter(([kind]) => !kind.startsWith(byDesign)).reduce((sum, [, d]) => sum + d.count, 0);
const percent = (n, of) => `${(100 * n / of).toFixed(3)} %`;
console.log(`${totals.numbers} texts: same number or none ${percent(totals.same, totals.numbers)}, emergency ${percent(totals.emergency, totals.numbers)}`);
console.log(`${totals.accepted} numbers read alike: assigned ${percent(totals.verified, totals.accepted)}, price ${percent(totals.rate, totals.accepted)}, country ${percent(totals.country, totals.accepted)}`);
console.log(`emergency, ${short.length} short texts of all regions: ${wrong.length} differ ${wrong.slice(0, 5).join(' ')}`);
console.log(`differences not by design: ${unexplained} (${percent(unexplained, totals.numbers)} of the texts)`);
for (const [kind, { count: n, samples }] of [...differences].sort((a, b) => b[1].count - a[1].count)) console.log(`${String(n).padStart(6)}  ${kind}\n          ${samples.join('\n          ')}`);
