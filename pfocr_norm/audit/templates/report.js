"use strict";
// The table of records. Text of a record only ever becomes a text node; its markup stays text.
(() => {
  const PAGE = 60;
  const byId = (id) => document.getElementById(id);
  const make = (tag, attributes, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };
  const number = (n) => n.toLocaleString("en");
  const meta = JSON.parse(byId("meta").textContent);
  const table = byId("table");
  if (!table) return;

  async function unpack(id) {
    const text = atob(byId(id).textContent);
    const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).json();
  }
  const chunks = new Map();
  function chunk(index) {
    if (!byId("chunk-" + index)) return Promise.resolve(null);
    if (!chunks.has(index)) chunks.set(index, unpack("chunk-" + index));
    return chunks.get(index);
  }

  const [FIGID, TITLE, VERDICT, TAGGED, DECIDED, PAIRS, FLAGS, COUNT, WRONG, TERMS] = Array(10).keys();
  const FILTERS = ["q", "verdict", "flag", "tagged", "decided"];
  const start = { q: "", verdict: "", flag: "", tagged: "", decided: "", sort: "verdict", dir: "ascending", record: "" };
  let state = { ...start }, pool, rows, shown = [], drawn = 0;

  // What the address says; unknown words in it are ignored.
  function fromHash() {
    const read = new URLSearchParams(location.hash.slice(1));
    const next = { ...start };
    for (const key of Object.keys(start)) if (read.has(key)) next[key] = read.get(key);
    if (!["ascending", "descending"].includes(next.dir)) next.dir = "ascending";
    if (!Object.hasOwn(SORTS, next.sort)) next.sort = "verdict";
    return next;
  }
  function toHash() {
    const write = new URLSearchParams();
    for (const [key, value] of Object.entries(state)) if (value !== start[key]) write.set(key, value);
    history.replaceState(null, "", "#" + (write.toString() || "records"));
  }

  const names = (ids) => ids.map((i) => pool.organisms[i]).join(", ");
  const SORTS = {
    verdict: (i) => i,
    figure: (i) => rows[i][FIGID],
    tagged: (i) => names(rows[i][TAGGED]) || "none",
    decided: (i) => names(rows[i][DECIDED]) || "undecided",
    wrong: (i) => rows[i][WRONG],
    count: (i) => rows[i][COUNT],
  };

  function termsWith(text) {
    const found = new Set();
    pool.terms.forEach(([keyword, label, , , , match], i) => {
      const meaning = match < 0 ? "" : pool.matches[match][0] + " " + pool.matches[match][1];
      if ((keyword + "\n" + label + "\n" + meaning).toLowerCase().includes(text)) found.add(i);
    });
    return found;
  }
  function filtered() {
    const text = state.q.trim().toLowerCase();
    const terms = text ? termsWith(text) : null;
    const verdict = meta.verdicts.findIndex(([value]) => value === state.verdict);
    const flag = pool.flags.indexOf(state.flag);
    const organism = (name) => pool.organisms.indexOf(name);
    const tagged = organism(state.tagged), decided = organism(state.decided);
    return rows.map((_, i) => i).filter((i) => {
      const row = rows[i];
      if (state.verdict && row[VERDICT] !== verdict) return false;
      if (state.flag && !row[FLAGS].includes(flag) && !row[TERMS].some((t) => pool.terms[t][4].includes(flag))) return false;
      if ((state.tagged || state.decided) && !row[PAIRS].some((p) =>
        (!state.tagged || pool.pairs[p][0] === tagged) && (!state.decided || pool.pairs[p][1] === decided))) return false;
      if (text && !(row[FIGID] + "\n" + row[TITLE]).toLowerCase().includes(text) && !row[TERMS].some((t) => terms.has(t))) return false;
      return true;
    });
  }

  function refresh() {
    for (const key of FILTERS) if (byId(key).value !== state[key]) {
      // A filter that came by the address may be none of the choices.
      if (key !== "q" && ![...byId(key).options].some((o) => o.value === state[key])) byId(key).add(new Option(state[key], state[key]));
      byId(key).value = state[key];
    }
    shown = filtered();
    const key = SORTS[state.sort], sign = state.dir === "descending" ? -1 : 1;
    const keys = new Map(shown.map((i) => [i, key(i)]));
    shown.sort((a, b) => {
      const x = keys.get(a), y = keys.get(b);
      return (x < y ? -1 : x > y ? 1 : 0) * sign || a - b;
    });
    for (const head of table.tHead.rows[0].cells) {
      if (head.dataset.sort === state.sort) head.setAttribute("aria-sort", state.dir);
      else head.removeAttribute("aria-sort");
    }
    byId("count").textContent = shown.length === rows.length ? `${number(rows.length)} records`
      : `${number(shown.length)} of ${number(rows.length)} records`;
    byId("body").replaceChildren();
    drawn = 0;
    draw();
  }
  const badge = (v) => make("span", { class: "badge v-" + meta.verdicts[v][0] }, meta.verdicts[v][1]);
  function draw() {
    const part = document.createDocumentFragment();
    for (const i of shown.slice(drawn, drawn + PAGE)) {
      const row = rows[i], tagged = names(row[TAGGED]) || "none", decided = names(row[DECIDED]) || "undecided";
      part.append(make("tr", {},
        make("td", {}, badge(row[VERDICT])),
        make("td", {}, make("a", { href: "#", "data-record": i }, make("bdi", {}, row[TITLE] || row[FIGID] || "(no title)")),
          make("small", {}, make("bdi", {}, row[FIGID])),
          make("small", { class: "narrow" }, `${tagged} → ${decided}`)),
        make("td", { class: "roomy" }, make("bdi", {}, tagged)),
        make("td", { class: "roomy" }, make("bdi", {}, decided)),
        make("td", { class: "n" }, number(row[WRONG])),
        make("td", { class: "n roomy" }, number(row[COUNT]))));
    }
    drawn = Math.min(drawn + PAGE, shown.length);
    byId("body").append(part);
    byId("more").hidden = drawn >= shown.length;
  }
  function change(values) {
    Object.assign(state, values);
    toHash();
    refresh();
  }

  function link(curie, text) {
    const cut = curie.indexOf(":"), prefix = curie.slice(0, cut);
    const pattern = Object.hasOwn(meta.links, prefix) ? meta.links[prefix] : null;
    const address = pattern ? pattern.replace("{}", () => encodeURIComponent(curie.slice(cut + 1)))
      : "https://bioregistry.io/" + encodeURIComponent(curie).replace("%3A", ":");
    return make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text || curie);
  }
  // Offsets count code points, as in the JSON; a JavaScript string counts half of some.
  function marked(text, spans) {
    const points = Array.from(text), out = [];
    let position = 0;
    for (const [from, to, name, own] of spans.sort((a, b) => a[0] - b[0])) {
      if (to <= position) continue;
      const begin = Math.max(from, position);
      out.push(points.slice(position, begin).join(""), make("mark", { title: name, ...(own ? {} : { class: "other" }) }, points.slice(begin, to).join("")));
      position = to;
    }
    out.push(points.slice(position).join(""));
    return out;
  }

  const dialog = byId("detail");
  function term(row, i, reasons, wrongFlags) {
    const [keyword, label, status, tier, flags, match] = pool.terms[row[TERMS][i]];
    const codes = flags.map((f) => pool.flags[f]);
    const wrong = codes.some((c) => wrongFlags.has(c));
    const answer = match < 0 ? null : pool.matches[match];
    const proposed = make("td", {});
    const ids = make("td", { class: "ids" });
    if (answer) {
      const [curie, name, kind, , linked, members] = answer;
      proposed.append(make("strong", {}, make("bdi", {}, name)), ` ${kind}${members ? ` of ${members}` : ""}`);
      for (const id of [curie, ...linked]) ids.append(link(id), " ");
    } else proposed.append(status);
    if (reasons[i]) proposed.append(make("span", { class: "reason" }, make("bdi", {}, reasons[i])));
    return make("tr", wrong ? { class: "wrong" } : {},
      make("td", {}, make("bdi", wrong ? { class: "struck" } : {}, keyword)),
      make("td", {}, make("bdi", {}, label || "–")), proposed, ids,
      make("td", {}, tier.replaceAll("_", " ") || status),
      make("td", {}, codes.map((c) => c.replaceAll("_", " ")).join(", ")));
  }
  const WRONG_FLAGS = new Set(["term_organism_mismatch", "back_projected", "ortholog_witness"]);

  async function open(i) {
    const row = rows[i], place = shown.indexOf(i);
    const content = byId("detail-content");
    const group = await chunk(Math.floor(i / meta.chunk));
    if (state.record !== row[FIGID]) return;
    const button = (text, label, to) => {
      const b = make("button", { type: "button", "aria-label": label }, text);
      b.disabled = to === undefined;
      b.addEventListener("click", () => show(to));
      return b;
    };
    const close = make("button", { type: "button" }, "Close");
    close.addEventListener("click", () => dialog.close());
    const title = make("h2", { id: "detail-title", tabindex: "-1" }, make("bdi", {}, row[FIGID] || "(no figid)"));
    const out = [make("div", { class: "bar" }, make("div", { class: "grow" }, title, badge(row[VERDICT])),
      button("←", "Previous record", shown[place - 1]), button("→", "Next record", place < 0 ? undefined : shown[place + 1]), close)];
    if (/^PMC\d+__[\w.-]+$/.test(row[FIGID])) {
      out.push(make("p", { class: "muted source" }, make("a", { href: `https://pfocr.wikipathways.org/figures/${encodeURIComponent(row[FIGID])}.html`,
        target: "_blank", rel: "noopener noreferrer" }, "The figure in PFOCR")));
    }
    if (meta.desk && row[DECIDED].length && meta.verdicts[row[VERDICT]][0] !== "agrees") {
      out.push(make("p", { class: "source" }, make("a", { href: `${meta.desk}#${encodeURIComponent(row[FIGID])}` }, "Decide about this figure")));
    }
    const detail = group ? group[i % meta.chunk] : null;
    const [texts, cut, quotes, flags, scores, reasons] = detail || [[], [], [], [], [], []];
    const whole = texts.map((text) => (text === 0 ? row[TITLE] : text));
    // Evidence in a text is an offset, other evidence (the vote of the labels) says itself.
    const evidence = quotes.map((e) => (e[0] < 0 ? { field: -1, text: e[1], organism: pool.taxa[e[2]], weight: e[3] }
      : { field: e[0], from: e[1], to: e[2], text: Array.from(whole[e[0]]).slice(e[1], e[2]).join(""), organism: pool.taxa[e[3]], weight: e[4] }));
    out.push(make("p", {}, "Tagged ", make("strong", {}, make("bdi", {}, names(row[TAGGED]) || "none")), ", decided ",
      make("strong", {}, make("bdi", {}, row[DECIDED].map((o, n) => pool.organisms[o] + (scores[n] ? ` (${scores[n].toFixed(2)})` : "")).join(", ") || "undecided")), "."));
    row[FLAGS].forEach((f, n) => {
      const [severity, message, fix] = n in flags ? pool.messages[flags[n]] : ["info", "", ""];
      out.push(make("p", { class: "flag " + severity }, make("strong", {}, pool.flags[f].replaceAll("_", " ")), ": ", make("bdi", {}, message),
        ...(fix ? [make("span", { class: "fix" }, "What to do: ", make("bdi", {}, fix))] : [])));
    });
    const decided = new Set(row[DECIDED].map((o) => pool.organisms[o]));
    if (!detail) out.push(make("p", { class: "note" }, "The texts of this record did not fit into the page; see the full table."));
    whole.forEach((text, field) => {
      if (!text) return;
      const spans = evidence.filter((e) => e.field === field).map((e) => [e.from, e.to, e.organism, decided.has(e.organism)]);
      const name = meta.fields[field] + (cut[field] === 2 ? ", excerpts" : "");
      out.push(make("p", { class: "text" }, make("small", {}, name), ...marked(text, spans), cut[field] === 1 ? "…" : ""));
    });
    if (evidence.length) {
      out.push(make("h3", {}, "Evidence for the organism"),
        make("p", { class: "muted" }, "In the text, ", make("mark", {}, "marked"), " for a decided organism, ", make("mark", { class: "other" }, "underlined"), " for another."),
        make("ul", { class: "quotes" }, ...evidence.map(({ field, text, organism, weight }) =>
        make("li", {}, make("q", {}, make("bdi", {}, text)), ` (${meta.fields[field] || "keywords"}) ${weight < 0 ? "against" : "for"} `,
          organism, `, ${weight > 0 ? "+" : ""}${weight.toFixed(1)}`))));
    }
    if (row[TERMS].length) {
      const heads = ["tagged", "printed", "proposed", "identifiers", "match", "flags"].map((h) => make("th", { scope: "col" }, h));
      out.push(make("h3", {}, "Keywords"), make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Keywords" },
        make("table", { class: "plain terms" }, make("thead", {}, make("tr", {}, ...heads)),
          make("tbody", {}, ...row[TERMS].map((_, n) => term(row, n, reasons, WRONG_FLAGS))))));
      if (row[COUNT] > row[TERMS].length) out.push(make("p", { class: "note" }, `${number(row[COUNT] - row[TERMS].length)} more keywords are not shown.`));
    }
    content.replaceChildren(...out);
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    title.focus();
  }
  function show(i) {
    if (i === undefined) return;
    state.record = rows[i][FIGID];
    toHash();
    open(i);
  }
  dialog.addEventListener("close", () => {
    const last = rows.findIndex((row) => row[FIGID] === state.record);
    state.record = "";
    toHash();
    const opener = table.querySelector(`a[data-record="${last}"]`);
    if (opener) opener.focus();
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (dialog.open) {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step || event.target.closest(".scroll")) return;
      const place = shown.findIndex((i) => rows[i][FIGID] === state.record);
      if (place >= 0) show(shown[place + step]);
    } else if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
      event.preventDefault();
      byId("q").focus();
    }
  });

  function options(id, any, list) {
    byId(id).replaceChildren(new Option(any, ""), ...list.map(([value, text]) => new Option(text, value)));
  }
  function tally(side) {
    const count = new Map();
    for (const row of rows) for (const o of new Set(row[PAIRS].map((p) => pool.pairs[p][side]))) count.set(o, (count.get(o) || 0) + 1);
    return [...count].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([o, n]) => [pool.organisms[o], `${pool.organisms[o].slice(0, 60)} (${number(n)})`]);
  }
  function flagTally() {
    const count = new Map();
    for (const row of rows) {
      const own = new Set(row[FLAGS]);
      for (const t of row[TERMS]) for (const f of pool.terms[t][4]) own.add(f);
      for (const f of own) count.set(f, (count.get(f) || 0) + 1);
    }
    return [...count].map(([f, n]) => [pool.flags[f], `${pool.flags[f].replaceAll("_", " ")} (${number(n)})`]).sort((a, b) => (a[0] < b[0] ? -1 : 1));
  }

  async function begin() {
    [pool, rows] = await Promise.all([unpack("pool"), unpack("rows")]);
    options("verdict", "any", meta.verdicts.map(([value, title]) => [value, title]));
    options("flag", "any", flagTally());
    options("tagged", "any", tally(0));
    options("decided", "any", tally(1));
    let wait;
    byId("q").addEventListener("input", () => {
      clearTimeout(wait);
      wait = setTimeout(() => change({ q: byId("q").value }), 120);
    });
    for (const key of FILTERS.slice(1)) byId(key).addEventListener("change", () => change({ [key]: byId(key).value }));
    byId("filters").addEventListener("submit", (event) => event.preventDefault());
    byId("filters").addEventListener("reset", (event) => { event.preventDefault(); change({ ...start }); });
    for (const head of table.tHead.rows[0].cells) {
      head.firstElementChild.addEventListener("click", () => {
        const sort = head.dataset.sort, fresh = ["wrong", "count"].includes(sort) ? "descending" : "ascending";
        const other = { ascending: "descending", descending: "ascending" };
        change({ sort, dir: state.sort === sort ? other[state.dir] : fresh });
      });
    }
    byId("body").addEventListener("click", (event) => {
      const opener = event.target.closest("a[data-record]");
      if (!opener) return;
      event.preventDefault();
      show(Number(opener.dataset.record));
    });
    byId("more").addEventListener("click", () => {
      const first = drawn;
      draw();
      const next = byId("body").rows[first];
      if (next) next.querySelector("a").focus();
    });
    new IntersectionObserver((seen) => { if (seen[0].isIntersecting && drawn < shown.length) draw(); }, { rootMargin: "600px" }).observe(byId("more"));
    const fromAddress = (scroll) => {
      state = fromHash();
      refresh();
      if (scroll && FILTERS.some((key) => state[key])) byId("records").scrollIntoView();
      const wanted = state.record ? rows.findIndex((row) => row[FIGID] === state.record) : -1;
      if (wanted >= 0) open(wanted);
    };
    addEventListener("hashchange", () => { if (location.hash.includes("=")) fromAddress(true); });
    byId("filters").hidden = table.hidden = false;
    fromAddress(true);
    document.documentElement.dataset.ready = "1";
  }
  begin().catch((error) => {
    byId("count").textContent = "The records cannot be shown in this browser: " + error.message;
    console.error(error);
  });
})();
