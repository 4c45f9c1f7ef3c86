"use strict";
const $ = (id) => document.getElementById(id);
let state = { order: [], decided: {}, causes: [] };
let at = 0;
let figure = null;

async function get(path) {
  const reply = await fetch(path);
  const data = await reply.json();
  if (!reply.ok) throw new Error(data.error || reply.statusText);
  return data;
}

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

function draw() {
  const f = figure;
  $("title").textContent = f.title || f.figid;
  const quotes = (field) => f.evidence.filter((e) => e[0] === field && e[1] >= 0).map((e) => [e[1], e[2], `${e[4]} ${e[5]}`]);
  mark($("paper"), f.papertitle, quotes("papertitle"));
  mark($("caption"), f.caption, quotes("caption"));
  $("tagged").textContent = f.tagged.join(", ") || "nothing";
  $("proposed").textContent = f.proposed.join(", ");
  $("decided").textContent = f.decided ? `${f.decided.decision} ${f.decided.organism}` : "not yet";
  $("image").hidden = !f.image;
  if (f.image) $("image").href = f.image;
  items("why", f.evidence.map((e) => `${e[4] >= 0 ? "+" : ""}${e[4]} ${e[5]}: “${e[3]}”, ${e[0]}`));
  $("cause").textContent = f.cause;
  const open = f.same.slice(1).filter((id) => !state.decided[id]);
  $("samecount").textContent = `${open.length} other figures with this cause are open`;
  items("same", open);
  $("terms").replaceChildren(...f.terms.map((row) => {
    const tr = document.createElement("tr");
    for (const text of row) { const td = document.createElement("td"); td.textContent = text; tr.append(td); }
    return tr;
  }));
  $("all").checked = false;
  $("other").value = "";
}

async function show(index) {
  if (!state.order.length) { $("empty").hidden = false; return; }
  at = Math.max(0, Math.min(index, state.order.length - 1));
  figure = await get("figure?" + new URLSearchParams({ figid: state.order[at] }));
  $("desk").hidden = false;
  draw();
}

async function reload() { state = await get("state"); say(); }

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
      !window.confirm(`${decision} for this and ${open.length} other figures:\n${open.slice(0, 15).join("\n")}${open.length > 15 ? "\n…" : ""}`)) return;
  try {
    const reply = await fetch("decide", { method: "POST", headers: { "content-type": "application/json" },
      body: JSON.stringify({ figid: figure.figid, decision, organism, all }) });
    const data = await reply.json();
    if (!reply.ok) throw new Error(data.error || reply.statusText);
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
reload().then(() => show(asked())).catch((error) => { $("progress").textContent = error.message; });
