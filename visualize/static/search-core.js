"use strict";

// Searches a prebuilt index as a server would: the same rules as queries/searching.py and
// queries/vocabulary.py, in the same order, on whole numbers, so that both find alike. Nothing here
// knows of pages; search-page.js does.

const searchCore = (() => {
  const WORD = /[\p{L}\p{N}]+/gu;
  const UNSEEN = /[\u00ad\u200b-\u200d\u2060\ufeff]/g;
  const LINKS = new Set(["-", "\u2010", "\u2011", "."]);
  const CUT = "…";

  // --- texts ------------------------------------------------------------------------------

  const tidy = (text) => text.normalize("NFC").replace(UNSEEN, "").split(/\s+/u).filter(Boolean).join(" ");
  const cased = (word) => word.normalize("NFKC").toLowerCase();
  const coded = (text) => (text.match(WORD) || []).map(cased).join("");

  // The words of a text; after the parts of a code or of hyphens, their whole.
  function tokens(text) {
    const found = [];
    let chain = [];
    const close = () => {
      if (chain.length > 1) {
        const word = chain.map((token) => token.word).join("");
        const start = chain[0].start;
        const end = chain[chain.length - 1].end;
        const isPointed = text.slice(start, end).includes(".");
        if (isPointed ? /\p{N}/u.test(word) : !/^\p{N}+$/u.test(word)) {
          found.push({ word, start, end, isWhole: true, isPointed });
        }
      }
      chain = [];
    };
    for (const match of text.matchAll(WORD)) {
      const start = match.index;
      const token = { word: cased(match[0]), start, end: start + match[0].length, isWhole: false };
      if (chain.length && !LINKS.has(text.slice(chain[chain.length - 1].end, start))) close();
      chain.push(token);
      found.push(token);
    }
    close();
    return found;
  }

  function stem(word, rules) {
    for (const ending of rules.endings) {
      if (!word.endsWith(ending)) continue;
      const left = word.length - ending.length;
      if (left >= rules.part) return word.slice(0, left);
      if (left === rules.part - 1 && ending.length > 1 && ending[0] === "e") return word.slice(0, left + 1);
    }
    const last = word.length - 1;
    const isGenitive = word.length > rules.part && word[last] === "s" && rules.consonants.includes(word[last - 1]);
    return isGenitive ? word.slice(0, last) : word;
  }

  function folded(word, rules) {
    let plain = word;
    for (const [letter, other] of rules.folds) plain = plain.replaceAll(letter, other);
    return plain.normalize("NFD").replace(/\p{M}/gu, "");
  }

  // How many letters are put in, taken out, changed or swapped; beyond the most that count, more.
  function edits(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let before = [];
    let last = Array.from({ length: other.length + 1 }, (_, at) => at);
    for (let row = 1; row <= one.length; row += 1) {
      const here = [row];
      let least = row;
      for (let at = 1; at <= other.length; at += 1) {
        const changed = last[at - 1] + (one[row - 1] === other[at - 1] ? 0 : 1);
        let cost = Math.min(last[at] + 1, here[at - 1] + 1, changed);
        if (row > 1 && at > 1 && one[row - 1] === other[at - 2] && one[row - 2] === other[at - 1]) {
          cost = Math.min(cost, before[at - 2] + 1);
        }
        here.push(cost);
        least = Math.min(least, cost);
      }
      // A swap looks two rows back, so one row above the limit does not end it.
      if (least > most + 1) return most + 1;
      before = last;
      last = here;
    }
    return Math.min(last[other.length], most + 1);
  }

  // --- the index --------------------------------------------------------------------------

  const list = (text, mark) => (text ? text.split(mark) : []);
  const changed = (word, how) =>
    how[0] === "=" ? how.slice(1) : word.slice(0, word.length - parseInt(how[0], 36)) + how.slice(1);

  function open(data) {
    const rules = data.rules;
    const counts = rules.counts.map(([, count]) => count);
    const fields = rules.counts.map(([field]) => field);
    const words = list(data.vocabulary, "|");
    const told = data.lemmas.split("|");
    const lemmas = words.map((word, number) => list(told[number], ",").map((how) => changed(word, how)));
    const forms = new Map();
    for (const line of list(data.forms, "|")) {
      const [lemma, of] = line.split(":");
      for (const form of of.split(",").map((how) => changed(lemma, how))) {
        forms.set(form, [...(forms.get(form) || []), lemma].sort());
      }
    }
    const postings = list(data.postings, "|").map((line) => {
      let number = 0;
      return line.split(",").map((step) => {
        number += parseInt(step, 36);
        return { at: Math.floor(number / fields.length), field: number % fields.length };
      });
    });
    const addresses = [];
    for (let at = 0; at < data.addresses.length; at += 2) {
      const before = addresses[addresses.length - 1] || "";
      addresses.push(before.slice(0, data.addresses[at]) + data.addresses[at + 1]);
    }
    const entries = data.entries.map((of, at) => ({
      kind: data.kinds[of[0]],
      label: of[1],
      code: of[2],
      plan: of[3] < 0 ? "" : data.plans[of[3]],
      language: of[4],
      address: addresses[at],
      texts: [[0, of[1]], ...(of[5] || []).map((text) => [1, text]), ...(of[6] || []).map((text) => [2, text])],
    }));
    const codes = new Map();
    entries.forEach(({ code }, at) => {
      const key = coded(code);
      if (key) codes.set(key, [...(codes.get(key) || []), at]);
    });
    const index = { rules, counts, fields, words, lemmas, forms, postings, entries, codes };
    index.numbers = new Map(words.map((word, number) => [word, number]));
    index.stems = words.map((word) => stem(word, rules));
    index.keys = new Map();
    words.forEach((word, number) => {
      for (const key of keysOf(index, word)) {
        if (!index.keys.has(key)) index.keys.set(key, []);
        index.keys.get(key).push(number);
      }
    });
    index.spellings = [...new Set([...words, ...lemmas.flat()])].sort();
    index.folded = index.spellings.map((spelling) => folded(spelling, rules));
    return index;
  }

  // --- which words of the index one that is asked for means -------------------------------

  function basicOf(index, word) {
    const number = index.numbers.get(word);
    return number === undefined ? index.forms.get(word) || [] : index.lemmas[number];
  }

  function keysOf(index, word) {
    const basic = basicOf(index, word);
    const left = [word, ...basic].map((form) => stem(form, index.rules));
    return new Set([word, ...basic, ...left]);
  }

  const lift = (found, number, likeness) => found.set(number, Math.max(likeness, found.get(number) || 0));

  function formsOf(index, word, isAsWritten = false) {
    const found = new Map();
    for (const key of isAsWritten ? [word, stem(word, index.rules)] : keysOf(index, word)) {
      for (const number of index.keys.get(key) || []) found.set(number, index.rules.form);
    }
    if (index.numbers.has(word)) found.set(index.numbers.get(word), index.rules.same);
    return found;
  }

  function known(index, word) {
    const { rules } = index;
    const found = formsOf(index, word);
    const ending = stem(word, rules);
    const parts = new Set([word, ...basicOf(index, word)]);
    for (const number of found.keys()) {
      for (const lemma of index.lemmas[number]) if (lemma === ending || stem(lemma, rules) === ending) parts.add(lemma);
    }
    addCompounds(index, found, parts);
    if (ending.length >= rules.part) {
      index.stems.forEach((left, number) => {
        if (left.endsWith(ending)) lift(found, number, rules.end_part);
      });
    }
    const isLong = ending.length >= rules.left && word.length - ending.length > 1;
    if (!found.size && isLong) addCompounds(index, found, [ending]);
    return found;
  }

  function addCompounds(index, found, parts) {
    const { rules } = index;
    for (const part of parts) {
      if (part.length < rules.part) continue;
      index.words.forEach((line, number) => {
        if (!line.includes(part)) return;
        const isEnd = line.startsWith(part) || line.endsWith(part);
        lift(found, number, isEnd ? rules.end_part : rules.inner_part);
      });
    }
  }

  function nearest(index, word) {
    const { rules } = index;
    const left = stem(word, rules);
    const found = new Map();
    for (const wanted of new Set([word, left.length >= rules.left ? left : word].map((one) => folded(one, rules)))) {
      const most = (wanted.length >= rules.one_edit ? 1 : 0) + (wanted.length >= rules.two_edits ? 1 : 0);
      index.folded.forEach((letters, at) => {
        if (letters[0] !== wanted[0]) return;
        const distance = edits(wanted, letters, most);
        if (distance > most) return;
        if (!found.has(distance)) found.set(distance, new Set());
        found.get(distance).add(index.spellings[at]);
      });
    }
    const best = Math.min(...found.keys());
    return found.size ? { distance: best, spellings: [...found.get(best)].sort().slice(0, rules.most_near) } : { distance: 0, spellings: [] };
  }

  function spelt(index, word) {
    const { rules } = index;
    const found = new Map();
    if (!/^\p{L}+$/u.test(word)) return found;
    const { distance, spellings } = nearest(index, word);
    for (const spelling of spellings) {
      for (const [number, likeness] of known(index, spelling)) {
        lift(found, number, Math.floor((likeness * rules.spelt[distance]) / 100));
      }
    }
    const part = folded(word, rules);
    if (!found.size && part.length >= rules.part) {
      index.words.forEach((line, number) => {
        if (folded(line, rules).includes(part)) found.set(number, rules.spelt_part);
      });
    }
    return found;
  }

  function meant(index, word) {
    const found = known(index, word);
    return found.size ? found : spelt(index, word);
  }

  function halvesOf(index, word) {
    const { rules } = index;
    const has = (part) => index.keys.has(part) || index.keys.has(stem(part, rules));
    for (let at = word.length - rules.part; at >= rules.part; at -= 1) {
      const head = word.slice(0, at);
      const tail = word.slice(at);
      const isBound = rules.binding.includes(head[at - 1]) && at > rules.part;
      for (const one of [head, isBound ? head.slice(0, -1) : head]) {
        if (has(one) && has(tail)) return [one, tail];
      }
    }
    return null;
  }

  // --- questions --------------------------------------------------------------------------

  function readQuestion(index, text) {
    const { most_letters: mostLetters, most_words: mostWords } = index.rules;
    const letters = [...text];
    const cut = tidy(letters.slice(0, mostLetters).join(""));
    const found = tokens(cut);
    const wholes = found.filter((token) => token.isWhole && token.isPointed);
    const words = found
      .filter((token) =>
        token.isWhole
          ? wholes.includes(token)
          : !wholes.some((whole) => whole.start <= token.start && token.end <= whole.end),
      )
      .map((token) => token.word);
    return {
      words: words.slice(0, mostWords),
      code: coded(cut),
      isCut: letters.length > mostLetters || words.length > mostWords,
    };
  }

  function termsOf(index, words) {
    const { rules } = index;
    const terms = words.map((word) => ({ word, means: meant(index, word) }));
    for (let at = 1; at < terms.length; at += 1) {
      for (const [number, likeness] of formsOf(index, terms[at - 1].word + terms[at].word, true)) {
        const joined = Math.floor((likeness * rules.joined) / 100);
        for (const term of [terms[at - 1], terms[at]]) lift(term.means, number, joined);
      }
    }
    const halved = terms.flatMap((term) => {
      const halves = term.means.size || index.codes.has(term.word) ? null : halvesOf(index, term.word);
      if (!halves) return [term];
      return halves.map((word) => {
        const means = [...formsOf(index, word)].map(([number, likeness]) => [number, Math.floor((likeness * rules.half) / 100)]);
        return { word, means: new Map(means) };
      });
    });
    return halved.map((term) => counted(index, term));
  }

  function counted(index, term) {
    const { rules, counts, fields } = index;
    const found = new Map();
    for (const [number, likeness] of term.means) {
      for (const { at, field } of index.postings[number]) lift(found, at, likeness * counts[field]);
    }
    for (const at of index.codes.get(term.word) || []) found.set(at, rules.same * counts[fields.indexOf("code")]);
    const weight = found.size ? 1 + Math.floor(rules.rarity * Math.log2(index.entries.length / found.size)) : 0;
    return { ...term, counts: found, weight };
  }

  function scoresOf(index, terms, code) {
    const { rules, entries } = index;
    const whole = terms.reduce((sum, term) => sum + term.weight, 0);
    const most = Math.max(0, ...terms.map((term) => term.weight));
    const rare = terms.filter(
      (term) => term.counts.size * rules.common <= entries.length && term.weight * rules.light >= most,
    );
    const needed = rare.length ? rare : terms;
    const scores = new Map();
    for (const at of new Set(terms.flatMap((term) => [...term.counts.keys()]))) {
      const had = terms.filter((term) => term.counts.has(at));
      if (had.reduce((sum, term) => sum + term.weight, 0) * rules.least < whole) continue;
      const sum = had.reduce((total, term) => total + term.weight * term.counts.get(at), 0);
      const all = needed.every((term) => term.counts.has(at)) ? rules.has_all : 0;
      scores.set(at, Math.floor(sum / whole) + all + labelScore(index, at, terms));
    }
    for (const at of index.codes.get(code) || []) scores.set(at, (scores.get(at) || 0) + rules.is_code);
    return scores;
  }

  function labelScore(index, at, terms) {
    const { rules, numbers, entries } = index;
    const entry = entries[at];
    entry.labelWords ||= tokens(entry.label)
      .filter((token) => !token.isWhole)
      .map((token) => numbers.get(token.word));
    const label = entry.labelWords;
    if (!label.length) return 0;
    const named = label.filter((word) => terms.some((term) => term.means.has(word))).length;
    let score = Math.floor((rules.whole_label * named) / label.length);
    if (terms.length > 1) {
      const pairs = terms
        .slice(1)
        .filter((other, before) =>
          label.slice(1).some((word, last) => terms[before].means.has(label[last]) && other.means.has(word)),
        ).length;
      score += Math.floor((rules.in_order * pairs) / (terms.length - 1));
    }
    return score;
  }

  // The elements that a text names, the best first; all of them are counted, some are shown.
  function search(index, text, { limit = 50, kinds = null } = {}) {
    const asked = readQuestion(index, text);
    const terms = termsOf(index, asked.words);
    const found = [...scoresOf(index, terms, asked.code)]
      .filter(([at]) => !kinds || kinds.includes(index.entries[at].kind))
      .sort(([one, score], [other, least]) => least - score || one - other);
    const hits = found.slice(0, limit).map(([at, score]) => hitOf(index, at, score, terms));
    return { hits, total: found.length, isCut: asked.isCut };
  }

  function suggestions(index, text) {
    const { rules } = index;
    const { words } = readQuestion(index, text);
    const near = words.map((word) => {
      const isKnown = index.codes.has(word) || meant(index, word).size || halvesOf(index, word);
      return isKnown ? [] : suggested(index, word).slice(0, rules.most_suggestions);
    });
    const first = near.findIndex((found) => found.length);
    if (first < 0) return [];
    return near[first].map((one) => words.map((word, at) => (at === first ? one : near[at][0] || word)).join(" "));
  }

  function suggested(index, word) {
    const [changes, of] = index.rules.suggested;
    const wanted = folded(word, index.rules);
    const found = [];
    index.spellings.forEach((spelling, at) => {
      if (!index.numbers.has(spelling)) return;
      const most = Math.floor((changes * Math.max(wanted.length, index.folded[at].length)) / of);
      const distance = edits(wanted, index.folded[at], most);
      if (distance <= most) found.push([distance, spelling]);
    });
    return found.sort(([one, a], [other, b]) => one - other || (a < b ? -1 : 1)).map(([, spelling]) => spelling);
  }

  // --- hits and excerpts ------------------------------------------------------------------

  function hitOf(index, at, score, terms) {
    const { rules, counts, fields, numbers } = index;
    const entry = index.entries[at];
    const isCode = score >= rules.is_code;
    const isNamed = isCode || terms.some((term) => (index.codes.get(term.word) || []).includes(at));
    let best = { count: 0, field: fields.indexOf(isNamed ? "code" : "kind"), text: entry.label, weights: new Map() };
    for (const [field, text] of isCode ? [] : entry.texts) {
      const said = new Set(tokens(text).map((token) => token.word));
      const alike = (term) => Math.max(0, ...[...said].map((word) => term.means.get(numbers.get(word)) || 0));
      const count = counts[field] * terms.reduce((sum, term) => sum + term.weight * alike(term), 0);
      if (count > best.count) best = { count, field, text, weights: weightsOf(index, said, terms) };
    }
    return { entry, score, field: fields[best.field], ...excerpt(best.text, best.weights, rules) };
  }

  function weightsOf(index, words, terms) {
    const weights = new Map();
    for (const word of words) {
      const number = index.numbers.get(word);
      const weight = terms.reduce((sum, term) => sum + term.weight * (term.means.get(number) || 0), 0);
      if (weight) weights.set(word, weight);
    }
    return weights;
  }

  function excerpt(text, weights, rules) {
    const found = tokens(text).filter((token) => weights.has(token.word));
    const [start, end] = windowOf(text, found, weights, rules);
    const before = start ? `${CUT} ` : "";
    const after = end < text.length ? ` ${CUT}` : "";
    const shift = before.length - start;
    const spans = found
      .filter((token) => start <= token.start && token.end <= end)
      .map((token) => [token.start + shift, token.end + shift]);
    return { excerpt: before + text.slice(start, end) + after, spans: merged(spans) };
  }

  function windowOf(text, found, weights, rules) {
    if (text.length <= rules.excerpt) return [0, text.length];
    let best = -1;
    let start = 0;
    let first = 0;
    for (const token of found) {
      const here = Math.max(0, token.start - rules.before);
      while (found[first].start < here) first += 1;
      const near = new Set();
      for (let next = first; next < found.length && found[next].end <= here + rules.excerpt; next += 1) {
        near.add(found[next].word);
      }
      const weight = [...near].reduce((sum, word) => sum + weights.get(word), 0);
      if (weight > best) [best, start] = [weight, here];
    }
    if (start) {
      start = Math.min(start, text.length - rules.excerpt);
      const space = text.slice(start, start + rules.before).indexOf(" ");
      if (space >= 0) start += space + 1;
    }
    let end = Math.min(text.length, start + rules.excerpt);
    if (end < text.length) {
      const least = start + rules.excerpt - rules.before;
      const space = text.slice(least, end + 1).lastIndexOf(" ");
      if (space >= 0) end = least + space;
    }
    return [start, end];
  }

  function merged(spans) {
    const found = [];
    for (const [start, end] of spans.sort(([one, a], [other, b]) => one - other || a - b)) {
      const last = found[found.length - 1];
      if (last && start < last[1]) last[1] = Math.max(end, last[1]);
      else found.push([start, end]);
    }
    return found;
  }

  return { open, search, suggestions, tokens };
})();
