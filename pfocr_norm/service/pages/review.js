"use strict";
const $ = (id) => document.getElementById(id);
let state = { order: [], decided: {}, causes: [] };
let at = -1;
let figure = null;

// Where figures come from and decisions go: the server that sent this page, or the page by itself.
const server = {
  async ask(path, options) {
    const reply = await fetch(path, options);
    const data = await reply.json();
    if (!reply.ok) throw new Error(data.error || reply.statusText);
    return data;
  },
  state() { return this.ask("state"); },
  figure(figid) { return this.ask("figure?" + new URLSearchParams({ figid })); },
  decide(body) {
    return this.ask("decide", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  },
};

const COLUMNS = ["figid", "decision", "organism", "cause", "who"];
const FIELDS = { papertitle: "paper title", figtitle: "figure title" };
const KINDS = ["accept", "other", "reject", "undo"];

async function alone(packed) {
  const bytes = Uint8Array.from(atob(packed.textContent), (c) => c.charCodeAt(0));
  const data = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
  const key = "pfocr-norm-desk-" + packed.dataset.key;
  const figures = new Map(data.figures.map((f) => [f.figid, f]));
  const groups = new Map(data.groups);
  let lines = JSON.parse(localStorage.getItem(key) || "[]");
  const clean = (text) => String(text).replace(/[\t\r\n]/g, " ");
  const keep = (all) => { localStorage.setItem(key, JSON.stringify(all)); lines = all; };
  // The last decision about a figure holds; an undo takes the last one back.
  function standing() {
    const stacks = new Map();
    for (const line of lines) {
      if (!stacks.has(line[0])) stacks.set(line[0], []);
      if (line[1] === "undo") stacks.get(line[0]).pop(); else stacks.get(line[0]).push(line);
    }
    return new Map([...stacks].filter(([, stack]) => stack.length).map(([figid, stack]) => [figid, stack.at(-1)]));
  }
  function same(figid) {
    return [figid, ...groups.get(figures.get(figid).cause).filter((other) => other !== figid)];
  }
  const text = () => [COLUMNS, ...lines].map((line) => line.join("\t") + "\n").join("");
  function read(name, content) {
    const found = content.split("\n").slice(0, -1).map((line) => line.replace(/\r$/, "").split("\t"));
    found.forEach((cells, n) => {
      if (n === 0 && cells[0] === COLUMNS[0]) return;
      if (cells.length !== COLUMNS.length || !KINDS.includes(cells[1]) || !cells[0]) {
        throw new Error(`${name}:${n + 1}: is no decision; a line has ${COLUMNS.join(", ")} with tabs between.`);
      }
    });
    return found.filter((cells, n) => n > 0 || cells[0] !== COLUMNS[0]);
  }
  $("alone").hidden = false;
  $("save").addEventListener("click", () => {
    const a = document.createElement("a");
    a.href = URL.createObjectURL(new Blob([text()], { type: "text/tab-separated-values" }));
    a.download = "decisions.tsv";
    a.click();
    URL.revokeObjectURL(a.href);
    say(`Saved ${lines.length} lines as decisions.tsv.`);
  });
  $("load").addEventListener("click", () => $("file").click());
  $("file").addEventListener("change", async () => {
    const file = $("file").files[0];
    if (!file) return;
    try {
      const found = read(file.name, await file.text());
      $("file").value = "";
      if (lines.length && !window.confirm("The file takes the place of the decisions that this browser keeps.")) return;
      keep(found);
      await reload();
      await show(nextOpen());
    } catch (error) { say(error.message); }
  });
  return {
    async state() {
      const decided = [...standing()].filter(([figid]) => figures.has(figid)).map(([figid, line]) => [figid, line[1]]);
      return {
        order: data.order, decided: Object.fromEntries(decided), organisms: data.organisms,
        causes: data.groups.map(([cause, group]) => ({ cause, figures: group.length })),
      };
    },
    async figure(figid) {
      const line = standing().get(figid);
      return { ...figures.get(figid), decided: line ? { decision: line[1], organism: line[2] } : null, same: same(figid) };
    },
    async decide({ figid, decision, organism, all }) {
      const figure = figures.get(figid);
      const named = decision === "accept" ? figure.proposed.join(";")
        : decision === "other" ? String(organism || "").split(";").map((name) => name.trim()).filter(Boolean).join(";") : "";
      if (decision === "other" && !named) throw new Error("name the organism");
      const done = standing();
      const chosen = all && decision !== "undo" ? [figid, ...same(figid).slice(1).filter((id) => !done.has(id))] : [figid];
      const who = $("who").value.trim();
      const fresh = chosen.map((id) => [id, decision, named, figure.cause, who].map(clean));
      try { keep([...lines, ...fresh]); } catch (error) {
        throw new Error(`The browser does not keep this decision (${error.name}); save the decisions so far.`);
      }
      return { figures: chosen, decision, organism: named };
    },
  };
}
let backend = server;

function items(id, texts) {
  $(id).replaceChildren(...texts.map((t) => { const li = document.createElement("li"); li.textContent = t; return li; }));
}

function say(extra) {
  const done = Object.keys(state.decided).length;
  $("progress").textContent = `${done} of ${state.order.length} figures decided, ${state.causes.length} causes. ${extra || ""}`;
}

function mark(box, text, spans) {
  box.replaceChildren();
  const chars = [...text];
  let from = 0;
  for (const [start, end, title] of spans.sort((a, b) => a[0] - b[0])) {
    if (start < from) continue;
    box.append(chars.slice(from, start).join(""));
    const el = document.createElement("mark");
    el.className = "organism"; el.title = title; el.textContent = chars.slice(start, end).join("");
    box.append(el);
    from = end;
  }
  box.append(chars.slice(from).join(""));
}

const others = (n) => `${n} other ${n === 1 ? "figure" : "figures"}`;

function draw() {
  const f = figure;
  $("title").textContent = f.title || f.figid;
  $("figid").textContent = f.figid;
  const quotes = (field) => f.evidence.filter((e) => e[0] === field && e[1] >= 0).map((e) => [e[1], e[2], `${e[4]} ${e[5]}`]);
  mark($("paper"), f.papertitle, quotes("papertitle"));
  mark($("caption"), f.caption, quotes("caption"));
  $("tagged").textContent = f.tagged.join(", ") || "nothing";
  $("proposed").textContent = f.proposed.join(", ");
  $("decided").textContent = f.decided ? `${f.decided.decision} ${f.decided.organism}` : "not yet";
  $("image").hidden = !f.image;
  if (f.image) $("image").href = f.image;
  const quote = (e) => (e[1] >= 0 ? `“${e[3]}”` : e[3]); // what has no place is no quote
  items("why", f.evidence.map((e) => `${e[4] >= 0 ? "+" : ""}${e[4].toFixed(1)} ${e[5]}: ${quote(e)}, ${FIELDS[e[0]] || e[0]}`));
  $("cause").textContent = f.cause;
  const open = f.same.slice(1).filter((id) => !state.decided[id]);
  $("samecount").textContent = `${others(open.length)} with this cause ${open.length === 1 ? "is" : "are"} open`;
  items("same", open);
  $("terms").replaceChildren(...f.terms.map((row) => {
    const tr = document.createElement("tr");
    for (const text of row) { const td = document.createElement("td"); td.textContent = text; tr.append(td); }
    return tr;
  }));
  $("all").checked = false;
  $("other").value = "";
  $("other").blur();  // the keys of the desk work again
}

async function show(index) {
  if (!state.order.length) { $("empty").hidden = false; return; }
  at = Math.max(0, Math.min(index, state.order.length - 1));
  figure = await backend.figure(state.order[at]);
  $("desk").hidden = false;
  draw();
}

async function reload() { state = await backend.state(); say(); }

function nextOpen() {
  for (let i = 1; i <= state.order.length; i++) {
    const j = (at + i) % state.order.length;
    if (!state.decided[state.order[j]]) return j;
  }
  return at;
}

async function decide(decision, organism) {
  if (!figure) return;
  const all = $("all").checked;
  const open = figure.same.slice(1).filter((id) => !state.decided[id]);
  if (all && open.length && decision !== "undo" &&
      !window.confirm(`${decision} for this and ${others(open.length)}:\n${open.slice(0, 15).join("\n")}${open.length > 15 ? "\n…" : ""}`)) return;
  try {
    const data = await backend.decide({ figid: figure.figid, decision, organism, all });
    await reload();
    await show(decision === "undo" ? at : nextOpen());
    say(`${decision}: ${data.figures.length} figure${data.figures.length > 1 ? "s" : ""}.`);
  } catch (error) { say(error.message); }
}

$("accept").addEventListener("click", () => decide("accept"));
$("reject").addEventListener("click", () => decide("reject"));
$("undo").addEventListener("click", () => decide("undo"));
$("next").addEventListener("click", () => show(nextOpen()));
$("otherform").addEventListener("submit", (e) => { e.preventDefault(); decide("other", $("other").value); });
$("other").addEventListener("keydown", (e) => { if (e.key === "Escape") e.target.blur(); });
document.addEventListener("keydown", (e) => {
  if (e.target.matches("input:not([type=checkbox]), textarea") || e.ctrlKey || e.metaKey || e.altKey) return;
  const act = { a: () => decide("accept"), r: () => decide("reject"), u: () => decide("undo"), n: () => show(nextOpen()),
    p: () => show(at - 1), o: () => $("other").focus(), s: () => { $("all").checked = !$("all").checked; } }[e.key];
  if (act) { e.preventDefault(); act(); }
});
function asked() {
  const index = state.order.indexOf(decodeURIComponent(location.hash.slice(1)));
  return index < 0 ? nextOpen() : index;
}
window.addEventListener("hashchange", () => show(asked()));
async function begin() {
  if ($("figures")) backend = await alone($("figures"));
  await reload();
  $("organisms").replaceChildren(...state.organisms.map((name) => new Option(name, name)));
  await show(asked());
}
begin().catch((error) => { $("progress").textContent = error.message; });
