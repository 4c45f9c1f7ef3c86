"use strict";
const $ = (id) => document.getElementById(id);
const RESOLVER = "https://bioregistry.io/";
let rows = [];

function cell(row, text, tag) {
  const td = document.createElement("td");
  if (tag) { const el = document.createElement(tag); el.textContent = text; td.append(el); } else td.textContent = text ?? "";
  row.append(td);
  return td;
}

// What else a name that has an answer may mean, from this score on: a row each, below the answer.
const LEAST = 0.02;
function withOthers(data) {
  const terms = new Map(data.terms.map((t) => [t.keyword, t]));
  const organisms = new Map(data.rows.filter((r) => r.taxon).map((r) => [r.taxon, r.organism]));
  const out = [];
  for (const r of data.rows) {
    out.push(r);
    if (r.status !== "resolved") continue;
    for (const c of terms.get(r.input).candidates) {
      if (c.curie === r.curie || c.score < LEAST) continue;
      out.push({ input: r.input, status: "also_possible", tier: c.tier, symbol: c.name, curie: c.curie,
        organism: organisms.get(c.organism) || c.organism, score: c.score, reason: c.reason });
    }
  }
  return out;
}

function show(found) {
  rows = found;
  const body = $("rows");
  body.replaceChildren();
  const counts = new Map();
  for (const r of found) counts.set(r.input, (counts.get(r.input) || 0) + 1);
  for (const r of found) {
    const tr = document.createElement("tr");
    if (r.status === "also_possible") tr.className = "also";
    else if (r.status !== "resolved") tr.className = "open";
    cell(tr, r.input);
    const how = (r.tier || "").replaceAll("_", " ");
    cell(tr, r.status === "resolved" ? how : r.status === "also_possible" ? `also: ${how}` : r.status.replaceAll("_", " "));
    cell(tr, r.symbol);
    cell(tr, r.name);
    const td = cell(tr, "");
    if (r.curie) {
      const a = document.createElement("a");
      a.href = RESOLVER + encodeURI(r.curie); a.textContent = r.curie; a.rel = "noopener noreferrer"; a.target = "_blank";
      td.append(a);
    }
    cell(tr, r.organism, "i");
    cell(tr, r.reason);
    body.append(tr);
  }
  const having = (...states) => new Set(found.filter((r) => states.includes(r.status)).map((r) => r.input)).size;
  const resolved = having("resolved"), several = having("also_possible");
  $("say").textContent = `${counts.size} ${counts.size === 1 ? "name" : "names"}: ${resolved - several} with one answer, ` +
    `${several} with an answer and other meanings, ${counts.size - resolved} open.`;
  const organisms = new Map();
  for (const r of found) if (r.status === "resolved" && r.organism) organisms.set(r.organism, (organisms.get(r.organism) || 0) + 1);
  const order = [...organisms].sort((a, b) => b[1] - a[1]);
  $("hint").hidden = order.length < 2 || Boolean($("organism").value);
  if (order.length > 1) $("hint").textContent = `Mixed organisms: did you mean ${order[0][0]}? Name it above to be sure.`;
  $("answer").hidden = false;
}

async function post(path, body) {
  const reply = await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  const data = await reply.json();
  if (!reply.ok) throw new Error(data.error || reply.statusText);
  return data;
}

async function ask() {
  const terms = $("names").value.split(/\r?\n/).map((t) => t.trim()).filter(Boolean);
  if (!terms.length) { $("say").textContent = "Write a name first."; return; }
  $("say").textContent = "Looking up …";
  try {
    show(withOthers(await post("ground", { terms, organism: $("organism").value, context: $("context").value })));
  } catch (error) { $("say").textContent = error.message; $("answer").hidden = true; }
}

const COLUMNS = ["input", "status", "tier", "symbol", "name", "curie", "organism", "score", "reason"];
function csv(separator) {
  // A spreadsheet opens the file: no cell may begin like a formula.
  const quote = (v) => { v = String(v ?? ""); if (separator === "," && /^[=+\-@\t\r]/.test(v)) v = "'" + v; return /["\r\n,\t]/.test(v) ? `"${v.replaceAll('"', '""')}"` : v; };
  return [COLUMNS, ...rows.map((r) => COLUMNS.map((c) => r[c]))].map((r) => r.map(quote).join(separator)).join("\r\n") + "\r\n";
}

function link() {
  const query = new URLSearchParams();
  query.set("names", $("names").value);
  for (const id of ["organism", "context"]) if ($(id).value) query.set(id, $(id).value);
  return `${location.origin}${location.pathname}#${query}`;
}

async function copy(text, what) {
  try { await navigator.clipboard.writeText(text); $("say").textContent = `${what} copied.`; }
  catch { $("say").textContent = "The browser does not let pages copy; use Save as CSV."; }
}

function mark(text, spans) {
  const box = $("marked");
  box.replaceChildren();
  let at = 0;
  const chars = [...text];
  for (const [start, end, kind, title] of spans.sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
    if (start < at) continue;
    box.append(chars.slice(at, start).join(""));
    const el = document.createElement("mark");
    el.className = kind; el.title = title; el.textContent = chars.slice(start, end).join("");
    box.append(el);
    at = end;
  }
  box.append(chars.slice(at).join(""));
  box.hidden = false;
}

async function read() {
  const caption = $("caption").value;
  if (!caption.trim()) { $("organismcall").textContent = "Write a caption first."; return; }
  try {
    const result = await post("normalize", { caption, keywords: [] });
    const best = result.organism.best;
    $("organismcall").textContent = best ? `Organism: ${best.name}` : "The text does not tell the organism.";
    const spans = result.organism.evidence.filter((e) => e.field === "caption" && e.start >= 0)
      .map((e) => [e.start, e.end, "organism", `${e.weight >= 0 ? "+" : ""}${e.weight.toFixed(1)} ${e.organism}`]);
    for (const m of result.mentions) {
      if (m.field !== "caption" || !m.match) continue;
      const drug = ["drug", "chemical", "role"].includes(m.match.entity_type);
      spans.push([m.start, m.end, drug ? "drug" : "gene", `${m.match.name} ${m.match.curie}`]);
    }
    mark(caption, spans);
    $("evidence").replaceChildren(...result.mentions.filter((m) => m.match).map((m) => {
      const li = document.createElement("li");
      li.textContent = `${m.text}: ${m.match.name} (${m.match.curie})`;
      return li;
    }));
  } catch (error) { $("organismcall").textContent = error.message; }
}

$("ask").addEventListener("submit", (e) => { e.preventDefault(); ask(); });
$("read").addEventListener("submit", (e) => { e.preventDefault(); read(); });
$("csv").addEventListener("click", () => {
  const a = document.createElement("a");
  a.href = URL.createObjectURL(new Blob(["\ufeff" + csv(",")], { type: "text/csv" }));
  a.download = "identifiers.csv";
  a.click();
  URL.revokeObjectURL(a.href);
});
$("copy").addEventListener("click", () => copy(csv("\t"), "Table"));
$("link").addEventListener("click", () => copy(link(), "Link"));
for (const type of ["dragover", "dragleave", "drop"]) {
  $("names").addEventListener(type, async (e) => {
    e.preventDefault();
    $("names").classList.toggle("drop", type === "dragover");
    const file = type === "drop" && e.dataTransfer.files[0];
    if (!file) return;
    const lines = (await file.text()).split(/\r?\n/).filter(Boolean);
    $("names").value = lines.map((l) => l.split(/[\t,;]/)[0].replace(/^"|"$/g, "")).join("\n");
  });
}
const query = new URLSearchParams(location.hash.slice(1));
for (const id of ["names", "organism", "context"]) if (query.get(id)) $(id).value = query.get(id);
if (query.get("names")) ask();
