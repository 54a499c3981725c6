// Which public short numbers may be called. The metadata lists every short number of a country, most of them
// text-message codes; what is left here are numbers that answer a voice call.

// Blocks of 1,000 and more codes are text-message or operator blocks, except these, which are voice services.
const voiceBlocks = {
  '*': ['118ddd'],            // directory enquiries
  CN: ['95ddd', '96ddd'],     // banks, carriers and public services
  FR: ['3ddd'],               // service numbers
};

// North America: the metadata mixes these with rotary forms of feature codes and with text-message codes.
const northAmerica = ['211', '311', '411', '511', '611', '711', '811', '988'];

// numbers: every short number of the region; isText(n), isCarrier(n): text message or one carrier's own.
export function callable({ region, callingCode, numbers, isText, isCarrier }) {
  if (callingCode === 1) return northAmerica.filter(n => numbers.includes(n));
  const sizes = new Map();
  for (const n of numbers) sizes.set(blockOf(n), (sizes.get(blockOf(n)) ?? 0) + 1);
  const kept = [...(voiceBlocks[region] ?? []), ...voiceBlocks['*']].map(b => new RegExp(`^${b.replaceAll('d', '\\d')}$`));
  return numbers.filter(n => {
    if (kept.some(k => k.test(n))) return true;
    if (isText(n) || isCarrier(n)) return false;
    if (n.length > 3 && !/^[01]/.test(n)) return false;
    return n.length < 4 || sizes.get(blockOf(n)) < 1000;
  });
}

// Codes of one length that differ in the last three digits only.
const blockOf = number => `${number.slice(0, -3)}ddd`;
