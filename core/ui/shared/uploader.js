// Three boxes that files and folders are dropped into or chosen for. Files go to the server in slices; it says how many
// bytes it has, so sending goes on after a broken connection, a restart of the server or a reload of the page.

const SLICE_BYTES = 8 * 1024 * 1024;
const MAX_WAIT_MS = 5000;
const MAX_ROWS = 200;
const KEPT = "persona-atlas-upload"; // in sessionStorage: what a reload of this tab goes on with
const BOXES = ["events", "items", "users"];

// One for the tab, so that sending goes on while another page of the program is open.
const tab = (window.personaAtlasUpload ??= {
  token: "", files: [], isSending: false, isLost: false, isKept: false, problem: "", stop: null,
  answered: Promise.resolve(), draw: () => {}, changed: () => {},
});

export default function uploader({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".uploader");
  const view = (root.view ??= build(root));
  view.data = data;
  label(view);
  tab.draw = () => draw(view);
  tab.changed = () => setTriggerValue("changed", Date.now());
  meet(data, setTriggerValue);
  draw(view);
}

// ---- which upload

function meet(data, setTriggerValue) {
  const mine = tab.token || sessionStorage.getItem(KEPT) || "";
  if (idOf(mine) === idOf(data.token) || data.isEmptied || !mine) return take(data.token);
  tab.token = mine; // begun before a reload or a restart: the page is told to go on with it, unless nothing is left
  list([]).then((isThere) => (isThere && tab.files.length ? setTriggerValue("adopted", mine) : take(data.token)));
}

function take(token) {
  const isOther = idOf(tab.token) !== idOf(token);
  const isFirst = isOther || sessionStorage.getItem(KEPT) === null;
  if (isOther) {
    tab.stop?.abort();
    Object.assign(tab, { files: [], problem: "", isLost: false });
  }
  tab.token = token;
  sessionStorage.setItem(KEPT, token);
  if (isFirst) list([]);
}

const idOf = (token) => token.split(".")[0];

// ---- talking to the server

async function ask(method, path, body, headers = {}, signal = undefined) {
  const answer = await fetch(`/uploads${path}`, {
    method, body, signal, headers: { "X-Upload-Token": tab.token, ...headers }, cache: "no-store",
  });
  if (answer.status >= 500 && answer.status !== 507) throw new Error("the server is not there");
  return { isOk: answer.ok, status: answer.status, said: await answer.json() };
}

// One question after the other: an answer from before a file was chosen or sent would lose it, and what is chosen before
// it is settled which upload goes on would join the wrong one. One that fails holds up none of those after it.
const inTurn = (work) => (tab.answered = tab.answered.then(work, work));

const list = (picked) => inTurn(() => askFor(picked));

async function askFor(picked) {
  const wanted = picked.map(({ box, path, file }) => ({ box, path, size: file.size, modified: file.lastModified }));
  try {
    const { isOk, said } = await ask("POST", "", JSON.stringify(wanted));
    if (isOk) accept(said, picked);
    else tab.problem = said.error;
    tab.draw();
    return isOk;
  } catch {
    tab.isLost = true;
    tab.draw();
    return false;
  }
}

function accept(rows, picked = []) {
  const before = new Map(tab.files.map((each) => [each.number, each]));
  const fresh = new Map(picked.map((each) => [`${each.box}/${each.path}`, each.file]));
  tab.isLost = false;
  tab.files = rows.map((row) => {
    const file = fresh.get(`${row.box}/${row.path}`) ?? before.get(row.number)?.file;
    return { ...row, file };
  });
}

async function add(picked) {
  tab.problem = "";
  if (picked.length && (await list(picked))) send();
}

async function remove(number) {
  tab.stop?.abort();
  tab.problem = "";
  await inTurn(() => askToRemove(number));
  tab.draw();
  tab.changed();
  send();
}

async function askToRemove(number) {
  try {
    const { isOk, said } = await ask("DELETE", number === undefined ? "" : `/${number}`);
    if (isOk) accept(said);
    else tab.problem = said.error;
  } catch {
    tab.isLost = true;
  }
}

const next = () => tab.files.find((each) => each.file && each.have < each.size && !each.error);

async function send() {
  if (tab.isSending) return;
  tab.isSending = true;
  let wait = 250;
  while (next()) {
    const isSent = await inTurn(sendNext);
    wait = isSent ? 250 : Math.min(2 * wait, MAX_WAIT_MS);
    if (!isSent) {
      await new Promise((resume) => setTimeout(resume, wait));
      await list([]);
    }
    tab.draw();
  }
  tab.isSending = false;
  tab.draw();
  tab.changed();
}

// Which file is settled when its turn comes: a list that was answered meanwhile has put other objects in place of all.
const sendNext = async () => !next() || sendSlice(next());

async function sendSlice(file) {
  const token = tab.token;
  tab.stop = new AbortController();
  try {
    const slice = file.file.slice(file.have, Math.min(file.have + SLICE_BYTES, file.size));
    const headers = { "X-Upload-Offset": String(file.have) };
    const { isOk, status, said } = await ask("PUT", `/${file.number}`, slice, headers, tab.stop.signal);
    if (!isOk && status !== 409) file.error = said.error;
    if (status === 409 && said.error === "loading") file.error = said.error;
    if (isOk || said.error === "offset") file.have = said.have;
    return isOk || Boolean(file.error);
  } catch (error) {
    if (error.name === "AbortError" || token !== tab.token) return true;
    if (!(await isReadable(file.file))) file.error = "changed";
    else tab.isLost = true;
    return Boolean(file.error);
  }
}

async function isReadable(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false; // moved, deleted or written to since it was chosen
  }
}

// ---- what was dropped or chosen

const chosen = (files, box) => [...files].map((file) => ({ box, path: file.webkitRelativePath || file.name, file }));

async function dropped(transfer, box) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean); // before any await
  if (!entries.length) return chosen(transfer.files, box);
  return (await Promise.all(entries.map((entry) => walk(entry, box)))).flat();
}

async function walk(entry, box) {
  if (entry.isFile) {
    const file = await new Promise((found, failed) => entry.file(found, failed));
    return [{ box, path: entry.fullPath.replace(/^\//, ""), file }];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((read, failed) => reader.readEntries(read, failed)); // 100 at a time
    if (!some.length) return found;
    found.push(...(await Promise.all(some.map((each) => walk(each, box)))).flat());
  }
}

// ---- the picture of it

function element(kind, className = "", more = {}) {
  return Object.assign(document.createElement(kind), { className, ...more });
}

function build(root) {
  const view = { boxes: {}, rows: new Map(), data: null, said: "" };
  const boxes = element("div", "boxes");
  for (const box of BOXES) boxes.append(buildBox(view, box));
  keepPage();
  view.together = element("div", "together");
  view.bar = element("progress", "", { max: 1 });
  view.sum = element("span", "sum");
  view.cancel = element("button", "quiet", { type: "button", onclick: () => remove() });
  view.together.append(view.bar, view.sum, view.cancel);
  view.problem = element("p", "problem");
  view.problem.setAttribute("role", "alert");
  view.status = element("p", "status");
  view.status.setAttribute("role", "status");
  root.append(boxes, view.together, view.problem, view.status);
  return view;
}

// A file that is dropped beside the boxes would be opened in place of the page.
function keepPage() {
  if (tab.isKept) return;
  tab.isKept = true;
  for (const kind of ["dragover", "drop"]) window.addEventListener(kind, (event) => event.preventDefault());
}

function buildBox(view, box) {
  const zone = element("section", `box ${box}`);
  const title = element("h4", "", { id: `upload-title-${box}` });
  const hint = element("p", "hint");
  const buttons = element("div", "buttons");
  const pickers = (box === "events" ? ["files", "folder"] : ["files"]).map((what) => buildPicker(box, what, buttons));
  const rows = element("ul", "files");
  const more = element("p", "hint");
  zone.append(title, hint, buttons, rows, more);
  zone.setAttribute("aria-labelledby", title.id);
  zone.ondragover = (event) => {
    event.preventDefault();
    zone.classList.add("over");
  };
  zone.ondragleave = () => zone.classList.remove("over");
  zone.ondrop = async (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    if (!view.data.isLocked) add(await dropped(event.dataTransfer, box));
  };
  view.boxes[box] = { zone, title, hint, pickers, rows, more };
  return zone;
}

function buildPicker(box, what, buttons) {
  const input = element("input", "", { type: "file", multiple: true, hidden: true, tabIndex: -1 });
  input.webkitdirectory = what === "folder";
  input.dataset.box = box;
  input.dataset.what = what;
  const button = element("button", what === "files" ? "" : "quiet", { type: "button", onclick: () => input.click() });
  input.onchange = () => {
    const picked = chosen(input.files, box);
    add(picked).finally(() => (input.value = "")); // so that the same file can be chosen again
  };
  buttons.append(input, button);
  return { input, button, what };
}

function label(view) {
  const { labels, isLocked } = view.data;
  for (const box of BOXES) {
    const { title, pickers } = view.boxes[box];
    title.textContent = labels[box];
    for (const { input, button, what } of pickers) {
      button.textContent = labels[what];
      button.disabled = input.disabled = isLocked;
      button.setAttribute("aria-label", `${labels[box]}: ${labels[what]}`);
      input.setAttribute("aria-label", `${labels[box]}: ${labels[what]}`);
    }
  }
}

function draw(view) {
  for (const box of BOXES) drawBox(view, box);
  const [have, size] = ["have", "size"].map((what) => tab.files.reduce((sum, each) => sum + each[what], 0));
  const labels = view.data.labels;
  view.together.hidden = tab.files.length === 0;
  view.bar.value = size ? have / size : 1;
  view.bar.hidden = have === size;
  view.bar.setAttribute("aria-label", labels.together);
  view.sum.textContent = fill(have === size ? labels.all_here : labels.some_here, {
    n: tab.files.length, have: bytes(have), size: bytes(size), percent: percent(have, size),
  });
  view.cancel.textContent = have === size ? labels.remove_all : labels.cancel;
  view.cancel.disabled = view.data.isLocked;
  write(view.problem, tab.problem ? (labels[`error_${tab.problem}`] ?? labels.error_request) : "");
  view.status.classList.toggle("seen", tab.isLost);
  write(view.status, tab.isLost ? labels.lost : spoken(view, have, size));
}

// What a screen reader says: not each slice, but each quarter.
function spoken(view, have, size) {
  if (!tab.files.length || have === size) return tab.files.length ? view.sum.textContent : "";
  const quarter = Math.floor((4 * have) / size);
  if (view.quarter !== quarter || !view.said) {
    view.quarter = quarter;
    view.said = view.sum.textContent;
  }
  return view.said;
}

function drawBox(view, box) {
  const { rows, more, hint } = view.boxes[box];
  const files = tab.files.filter((each) => each.box === box);
  const said = box === "events" && files.length ? (files.length > 1 ? "events_several" : "events_one") : `${box}_hint`;
  write(hint, fill(view.data.labels[said], { n: files.length }));
  const shown = files.slice(0, MAX_ROWS);
  const wanted = new Set(shown.map(keyOf));
  for (const [key, row] of view.rows) {
    if (row.box === box && !wanted.has(key)) {
      row.item.remove();
      view.rows.delete(key);
    }
  }
  for (const file of shown) drawRow(view, rows, file);
  write(more, files.length > MAX_ROWS ? fill(view.data.labels.more, { n: files.length - MAX_ROWS }) : "");
}

function drawRow(view, list, file) {
  const { labels, isLocked } = view.data;
  let row = view.rows.get(keyOf(file));
  if (!row) {
    row = { box: file.box, item: element("li"), name: element("span", "name"), bar: element("progress", "", { max: 1 }) };
    row.state = element("span", "state");
    row.remove = element("button", "icon", { type: "button", textContent: "✕" });
    row.remove.onclick = () => remove(file.number).then(() => view.boxes[file.box].pickers[0].button.focus());
    row.item.append(row.name, row.state, row.remove, row.bar);
    view.rows.set(keyOf(file), row);
    list.append(row.item);
  }
  row.name.textContent = row.name.title = file.path;
  row.bar.value = file.size ? file.have / file.size : 1;
  row.bar.hidden = file.have === file.size;
  row.bar.setAttribute("aria-label", file.path);
  row.remove.setAttribute("aria-label", fill(labels.remove, { name: file.path }));
  row.remove.disabled = isLocked;
  row.item.classList.toggle("wrong", Boolean(file.error) || (!file.file && file.have < file.size));
  row.state.textContent = stateOf(file, labels);
}

function stateOf(file, labels) {
  if (file.error) return labels[`error_${file.error}`] ?? labels.error_request;
  if (file.have === file.size) return bytes(file.size);
  if (!file.file) return fill(labels.choose_again, { percent: percent(file.have, file.size) });
  return fill(labels.sending, { size: bytes(file.size), percent: percent(file.have, file.size) });
}

function write(place, text) {
  if (place.textContent !== text) place.textContent = text;
  place.hidden = !text && place.className === "hint";
}

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const keyOf = (file) => `${file.box}/${file.number}/${file.path}`;
const percent = (have, size) => `${size ? Math.floor((100 * have) / size) : 100} %`;

function bytes(n) {
  const [unit, size] = n < 1e6 ? ["kB", 1e3] : n < 1e9 ? ["MB", 1e6] : ["GB", 1e9];
  return `${(n / size).toFixed(n < 1e9 ? (n < 1e4 ? 1 : 0) : 2)} ${unit}`;
}
