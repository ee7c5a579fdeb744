import { connect } from 'http://localhost:8080/client.js';

const KEY = /^ticker_(price|moves_total)\{symbol="([^"]*)"\}$/;
const price = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const percent = new Intl.NumberFormat('en', { style: 'percent', signDisplay: 'always', minimumFractionDigits: 2 });
const count = new Intl.NumberFormat('en');
const $ = id => document.getElementById(id);

let rows = new Map();
let live = null;

function open() {
  live?.close();
  rows = new Map();
  $('prices').replaceChildren();
  live = connect({
    query: ['ticker_price', 'ticker_moves_total'],
    every: $('every').value,
    onUpdate,
    onState(state) {
      $('state').textContent = state.text;
      $('state').dataset.state = state.state;
    },
  });
}

/** A message holds what has changed since the one before, once for each series, however often it did. */
function onUpdate(values, message) {
  for (const key in message.values) {
    const [, what, symbol] = KEY.exec(key) ?? [];
    const value = message.values[key];
    if (value === null) continue;
    if (what === 'price') showPrice(rowOf(symbol), value);
    if (what === 'moves_total') showMoves(rowOf(symbol), value);
  }
  let [moves, shown] = [0, 0];
  for (const row of rows.values()) {
    moves += row.moves;
    shown += row.shown;
  }
  $('moves').textContent = count.format(moves);
  $('shown').textContent = count.format(shown);
  $('merged').textContent = count.format(Math.max(0, moves - shown));
}

function showPrice(row, value) {
  if (row.first === undefined) {
    row.first = value;
  } else {
    row.shown++;
    const up = value >= row.price;
    row.cells.price.className = up ? 'up' : 'down';
    row.cells.price.textContent = `${up ? '▲' : '▼'} ${price.format(value)}`;
  }
  row.price = value;
  row.cells.price.textContent ||= price.format(value);
  row.cells.change.textContent = percent.format(value / row.first - 1);
  row.cells.shown.textContent = count.format(row.shown);
}

function showMoves(row, total) {
  // A counter that is smaller than before has begun anew.
  if (row.total > total) row.base = 0 - row.moves;
  row.base ??= total;
  row.total = total;
  row.moves = total - row.base;
  row.cells.moves.textContent = count.format(row.moves);
}

function rowOf(symbol) {
  if (!rows.has(symbol)) {
    const element = $('prices').insertRow();
    const head = document.createElement('th');
    head.scope = 'row';
    head.textContent = symbol;
    element.append(head);
    const cells = {};
    for (const name of ['price', 'change', 'moves', 'shown']) cells[name] = element.insertCell();
    // Without the class, the next move flashes again.
    cells.price.addEventListener('animationend', () => { cells.price.className = ''; });
    rows.set(symbol, { cells, moves: 0, shown: 0 });
  }
  return rows.get(symbol);
}

$('every').addEventListener('change', open);
open();
