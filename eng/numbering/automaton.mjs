// Compiles the digit patterns of the numbering metadata into one minimal acyclic automaton.
// The patterns are a small regular language: digits, \d, classes, groups, |, ?, {n}, {n,m}.

export function parsePattern(text) {
  let at = 0;
  const node = alternatives();
  if (at !== text.length) throw new Error(`unreadable pattern at ${at}: ${text}`);
  return node;

  function alternatives() {
    const items = [sequence()];
    while (text[at] === '|') { at++; items.push(sequence()); }
    return items.length === 1 ? items[0] : { kind: 'alt', items };
  }

  function sequence() {
    const items = [];
    while (at < text.length && text[at] !== '|' && text[at] !== ')') items.push(repeated());
    return { kind: 'seq', items };
  }

  function repeated() {
    const item = atom();
    if (text[at] === '?') { at++; return { kind: 'rep', item, min: 0, max: 1 }; }
    const bounds = /^\{(\d+)(?:,(\d+))?\}/.exec(text.slice(at));
    if (!bounds) return item;
    at += bounds[0].length;
    return { kind: 'rep', item, min: +bounds[1], max: +(bounds[2] ?? bounds[1]) };
  }

  function atom() {
    const c = text[at++];
    if (c === '(') {
      const capture = !text.startsWith('?:', at);
      if (!capture) at += 2;
      const item = alternatives();
      if (text[at++] !== ')') throw new Error(`group without end: ${text}`);
      return capture ? { kind: 'group', item } : item;
    }
    if (c === '[') {
      let mask = 0;
      while (text[at] !== ']') {
        const from = +text[at++];
        const to = text[at] === '-' ? +text[at + 1] : from;
        if (text[at] === '-') at += 2;
        for (let d = from; d <= to; d++) mask |= 1 << d;
      }
      at++;
      return { kind: 'set', mask };
    }
    if (c === '\\' && text[at] === 'd') { at++; return { kind: 'set', mask: 0x3ff }; }
    if (c >= '0' && c <= '9') return { kind: 'set', mask: 1 << +c };
    throw new Error(`unknown '${c}' in pattern ${text}`);
  }
}

// States are hash-consed: equal tails are one state for the whole plan.
export class Automaton {
  constructor() {
    this.states = [];
    this.known = new Map();
  }

  // entries: [{ pattern, label }]; outcome(labels) gives the number written at an accepting state (0 = none).
  add(entries, outcome) {
    const nfa = { edges: [], epsilons: [], labels: [] };
    const newState = () => { nfa.edges.push([]); nfa.epsilons.push([]); nfa.labels.push(null); return nfa.edges.length - 1; };
    const build = (node, from) => {
      switch (node.kind) {
        case 'set': { const to = newState(); nfa.edges[from].push([node.mask, to]); return to; }
        case 'seq': return node.items.reduce((s, item) => build(item, s), from);
        case 'group': return build(node.item, from);
        case 'alt': {
          const to = newState();
          for (const item of node.items) { const s = newState(); nfa.epsilons[from].push(s); nfa.epsilons[build(item, s)].push(to); }
          return to;
        }
        case 'rep': {
          let s = from;
          for (let i = 0; i < node.min; i++) s = build(node.item, s);
          const ends = [s];
          for (let i = node.min; i < node.max; i++) { s = build(node.item, s); ends.push(s); }
          const to = newState();
          for (const end of ends) nfa.epsilons[end].push(to);
          return to;
        }
        default: throw new Error(node.kind);
      }
    };
    const start = newState();
    for (const { pattern, label } of entries) {
      const s = newState();
      nfa.epsilons[start].push(s);
      nfa.labels[build(parsePattern(pattern), s)] = label;
    }

    const close = set => {
      const all = new Set(set), todo = [...set];
      while (todo.length) for (const t of nfa.epsilons[todo.pop()]) if (!all.has(t)) { all.add(t); todo.push(t); }
      return [...all].sort((a, b) => a - b);
    };
    const done = new Map();
    const determinise = set => {
      const key = set.join();
      if (done.has(key)) return done.get(key);
      const labels = set.map(s => nfa.labels[s]).filter(l => l !== null);
      const next = [];
      for (let d = 0; d < 10; d++) {
        const to = new Set();
        for (const s of set) for (const [mask, t] of nfa.edges[s]) if (mask >> d & 1) to.add(t);
        next.push(to.size ? determinise(close(to)) : 0);
      }
      const id = this.intern(labels.length ? outcome(labels) : 0, next);
      done.set(key, id);
      return id;
    };
    return determinise(close([start]));
  }

  // State 0 is the dead one.
  intern(out, next) {
    if (!out && next.every(n => n === 0)) return 0;
    const key = `${out}:${next}`;
    let id = this.known.get(key);
    if (id === undefined) {
      this.states.push({ out, next });
      id = this.states.length;
      this.known.set(key, id);
    }
    return id;
  }
}
