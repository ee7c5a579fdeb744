import { format } from './format.js';
import { queriesFor } from './history.js';
import { transportName } from './connection.js';

/**
 * The overview: the few numbers of a machine that matter, as tiles, and the charts that one looks at first. Each is made from several families;
 * what the machine does not have is not shown.
 */

/** @typedef {import('./panel.js').PanelSpec} PanelSpec */

const named =
  (...names) =>
  series =>
    names.includes(series.name);
const VIRTUAL_DEVICE = /^(lo|veth|br-|docker|virbr|cni|flannel|cali|vxlan|tun|dummy|kube|nodelocal)/;
const STACKED_DEVICE = /^(dm-|md|loop|ram|zram|sr)/;
const MODES = [
  ['user', ['user', 'nice']],
  ['system', ['system']],
  ['iowait', ['iowait']],
  ['irq', ['irq', 'softirq']],
  ['steal', ['steal']],
];

/** Sums what `members` of this name show; NaN if there is none that has a value. */
function sum(members, name, now, accept = () => true) {
  let total = NaN;
  for (const series of members) {
    if (series.name !== name || !accept(series)) continue;
    const shown = series.shown(now);
    if (!Number.isNaN(shown)) total = Number.isNaN(total) ? shown : total + shown;
  }
  return total;
}

const value = (members, name) => {
  for (const series of members) if (series.name === name) return series.value;
  return NaN;
};

/** Real devices if there are some, else all of them. */
function realDevices(members, unreal) {
  const some = [...members].some(({ labels }) => !unreal.test(labels.get('device') ?? ''));
  return some ? ({ labels }) => !unreal.test(labels.get('device') ?? '') : () => true;
}

/** What the cores did, from all of them together; where only the JVM tells, how busy they were. */
function cpuShares(members, now) {
  const total = sum(members, CPU_TIME, now);
  const of = modes => sum(members, CPU_TIME, now, ({ labels }) => modes.includes(labels.get('mode'))) / total;
  const busy = total > 0 ? 1 - of(['idle', 'iowait']) : value(members, CPU_USE);
  return { of, busy, cores: Math.round(total) };
}

function memory(members) {
  const total = value(members, 'node_memory_MemTotal_bytes');
  const free = value(members, 'node_memory_MemFree_bytes');
  const told = value(members, 'node_memory_MemAvailable_bytes');
  const available = Number.isNaN(told) ? free : told;
  return { total, free, available, used: total - available };
}

/** Space of each file system as `df` tells it: the share of what a user could have. */
function* fileSystems(members) {
  for (const series of members) {
    if (series.name !== 'node_filesystem_size_bytes' || !(series.value > 0)) continue;
    const like = name => [...members].find(each => each.name === name && sameLabels(each, series))?.value ?? NaN;
    const available = like('node_filesystem_avail_bytes');
    const free = like('node_filesystem_free_bytes');
    const used = series.value - (Number.isNaN(free) ? available : free);
    yield { mount: series.labels.get('mountpoint') ?? series.key, size: series.value, used, share: used / (used + available) };
  }
}

function sameLabels(a, b) {
  return a.labels.size === b.labels.size && [...a.labels].every(([name, each]) => b.labels.get(name) === each);
}

function rootOf(members) {
  const all = [...fileSystems(members)];
  return all.find(({ mount }) => mount === '/') ?? all.sort((a, b) => b.size - a.size)[0];
}

const pressureName = kind => `node_pressure_${kind}_waiting_seconds_total`;
const PRESSURES = ['cpu', 'memory', 'io'];

const CPU_TIME = 'host_cpu_seconds_total';
const CPU_USE = 'host_cpu_usage_ratio';
const CPU = named(CPU_TIME, CPU_USE);
const MEMORY = named('node_memory_MemTotal_bytes', 'node_memory_MemFree_bytes', 'node_memory_MemAvailable_bytes');
const LOAD = named('node_load1', 'node_load5', 'node_load15');
const SPACE = named('node_filesystem_size_bytes', 'node_filesystem_avail_bytes', 'node_filesystem_free_bytes');
const DISK = named('node_disk_read_bytes_total', 'node_disk_written_bytes_total');
const NETWORK = named('node_network_receive_bytes_total', 'node_network_transmit_bytes_total');
const PRESSURE = named(...PRESSURES.map(pressureName));
const local = match => series => !series.labels.has('job') && match(series);
const queries = (...names) => queriesFor(names);

function inOut(id, title, match, [inName, inLabel], [outName, outLabel], unreal) {
  return {
    id,
    title,
    unit: 'bytes/s',
    shape: { title, query: queries(inName, outName).slice(0, 2), groupBy: ['__name__'] },
    queries: queries(inName, outName),
    match: local(match),
    derive(members, now, out) {
      const real = realDevices(members, unreal);
      out('in', inLabel, sum(members, inName, now, real));
      out('out', outLabel, sum(members, outName, now, real));
    },
  };
}

const cpu = {
  id: 'overview/cpu',
  title: 'CPU',
  unit: 'ratio',
  shape: { title: 'CPU', query: [`${CPU_TIME}{job="",mode!="idle"}`], groupBy: ['mode'], aggregate: 'sum', unit: 'ratio', stacked: true },
  queries: queries(CPU_TIME, CPU_USE),
  match: local(CPU),
  stacked: true,
  top: 1,
  derive(members, now, out) {
    const shares = cpuShares(members, now);
    const known = [...members].some(({ name }) => name === CPU_TIME);
    if (!known) out('busy', 'busy', shares.busy);
    else for (const [label, modes] of MODES) out(label, label, shares.of(modes));
  },
};

const memoryUse = {
  id: 'overview/memory',
  title: 'Memory',
  unit: 'bytes',
  shape: { title: 'Memory', query: ['node_memory_MemTotal_bytes{job=""}', 'node_memory_MemAvailable_bytes{job=""}'], groupBy: ['__name__'] },
  queries: queries('node_memory_MemTotal_bytes', 'node_memory_MemFree_bytes', 'node_memory_MemAvailable_bytes'),
  match: local(MEMORY),
  stacked: true,
  top: members => memory(members).total,
  derive(members, now, out) {
    const { available, free, used } = memory(members);
    out('used', 'used', used);
    out('reclaimable', 'reclaimable', Math.max(0, available - free));
  },
};

const network = inOut(
  'overview/network',
  'Network',
  NETWORK,
  ['node_network_receive_bytes_total', 'received'],
  ['node_network_transmit_bytes_total', 'sent'],
  VIRTUAL_DEVICE,
);

const disk = inOut(
  'overview/disk',
  'Disk I/O',
  DISK,
  ['node_disk_read_bytes_total', 'read'],
  ['node_disk_written_bytes_total', 'written'],
  STACKED_DEVICE,
);

const load = {
  id: 'overview/load',
  title: 'Load',
  unit: '',
  shape: { title: 'Load', query: [1, 5, 15].map(minutes => `node_load${minutes}{job=""}`) },
  queries: queries('node_load1', 'node_load5', 'node_load15'),
  match: local(LOAD),
  derive(members, now, out) {
    for (const minutes of [1, 5, 15]) out(`${minutes}`, `${minutes} min`, value(members, `node_load${minutes}`));
  },
};

const pressure = {
  id: 'overview/pressure',
  title: 'Pressure',
  unit: 'ratio',
  shape: { title: 'Pressure', query: PRESSURES.map(kind => `${pressureName(kind)}{job=""}`), groupBy: ['__name__'] },
  queries: queries(...PRESSURES.map(pressureName)),
  match: local(PRESSURE),
  derive(members, now, out) {
    for (const kind of PRESSURES) out(kind, kind, sum(members, pressureName(kind), now));
  },
};

/** The charts of the overview, widest first. @type {PanelSpec[]} */
export const OVERVIEW_CHARTS = [cpu, memoryUse, network, disk, load, pressure];

/**
 * A tile: its panel's columns make the sparkline; `read` says the number and a line below it.
 *
 * @type {(PanelSpec & {read(buffer: import('./buffer.js').Buffer, members: Set): {value: number, unit?: string, note?: object[], top?: number}})[]}
 */
export const TILES = [
  {
    ...cpu,
    id: 'tile/cpu',
    top: 1,
    derive(members, now, out) {
      const { busy, cores } = cpuShares(members, now);
      out('busy', 'busy', busy);
      if (cores > 0) this.cores = cores;
    },
    read(buffer) {
      return { value: buffer.last('busy'), note: this.cores ? [[this.cores, '', this.cores === 1 ? 'core' : 'cores']] : [] };
    },
  },
  {
    ...memoryUse,
    id: 'tile/memory',
    derive(members, now, out) {
      out('used', 'used', memory(members).used);
    },
    read: (buffer, members) => ({
      value: buffer.last('used'),
      note: [['of', memory(members).total, 'bytes'], [memory(members).used / memory(members).total, 'ratio', '']],
    }),
  },
  {
    ...load,
    id: 'tile/load',
    derive(members, now, out) {
      out('1', '1 min', value(members, 'node_load1'));
    },
    read: (buffer, members) => ({
      value: buffer.last('1'),
      note: [['5 min', value(members, 'node_load5'), ''], ['15 min', value(members, 'node_load15'), '']],
    }),
  },
  {
    id: 'tile/space',
    title: 'Disk space',
    unit: 'ratio',
    queries: queries('node_filesystem_size_bytes', 'node_filesystem_avail_bytes', 'node_filesystem_free_bytes'),
    match: local(SPACE),
    top: 1,
    derive(members, now, out) {
      out('used', 'used', rootOf(members)?.share ?? NaN);
    },
    read(buffer, members) {
      const root = rootOf(members);
      return { value: buffer.last('used'), note: root ? [[root.used, 'bytes', `of ${format(root.size, 'bytes')} on ${root.mount}`]] : [] };
    },
  },
  {
    ...disk,
    id: 'tile/disk',
    read: buffer => ({ value: buffer.last('in') + buffer.last('out'), note: [['read', buffer.last('in'), 'bytes/s'], ['write', buffer.last('out'), 'bytes/s']] }),
  },
  {
    ...network,
    id: 'tile/network',
    read: buffer => ({ value: buffer.last('in') + buffer.last('out'), note: [['in', buffer.last('in'), 'bytes/s'], ['out', buffer.last('out'), 'bytes/s']] }),
  },
  {
    ...pressure,
    id: 'tile/pressure',
    read(buffer) {
      const [value, kind] = PRESSURES.map(each => [buffer.last(each), each]).reduce((a, b) => (b[0] > a[0] ? b : a));
      return { value, note: [['waiting for', kind === 'io' ? 'I/O' : kind === 'cpu' ? 'CPU' : kind]] };
    },
  },
  {
    id: 'tile/viewers',
    title: 'Viewers',
    unit: '',
    queries: queries('pulseboard_viewers'),
    match: local(named('pulseboard_viewers')),
    derive(members, now, out) {
      out('viewers', 'viewers', sum(members, 'pulseboard_viewers', now));
    },
    read: (buffer, members) => ({
      value: buffer.last('viewers'),
      note: [...members].map(series => [transportName(series.labels.get('transport')), series.value, '']),
    }),
  },
  {
    id: 'tile/refused',
    title: 'Refused samples',
    unit: '/s',
    thresholds: { warning: 0 },
    queries: queries('pulseboard_samples_refused_total'),
    match: local(named('pulseboard_samples_refused_total')),
    derive(members, now, out) {
      out('refused', 'refused', sum(members, 'pulseboard_samples_refused_total', now));
    },
    read: (buffer, members) => ({ value: buffer.last('refused'), note: totalsBy(members, 'reason') }),
  },
];

/** The counters' values, added up by a label and named by it: the largest first. */
function totalsBy(members, label) {
  const totals = new Map();
  for (const series of members) {
    const name = (series.labels.get(label) ?? '').replaceAll('_', ' ');
    totals.set(name, (totals.get(name) ?? 0) + series.value);
  }
  return [...totals].sort((a, b) => b[1] - a[1]).slice(0, 3).map(([name, total]) => [name, total, '']);
}
